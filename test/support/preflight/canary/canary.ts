import { unlikelyText } from '../planted-values.ts';

const CORE_LENGTH = 24;
/** A part of a secret this long is as bad as the whole. */
const PART_LENGTH = 8;

/** One value that must be seen nowhere. */
export interface Canary {
  readonly label: string;
  /** No longer text is common to two canaries, nor to anything else. */
  readonly core: string;
}

export interface Aviary {
  /** A new canary, or the one with this label. @returns its core */
  readonly plant: (label: string) => string;
  /** The same of hexadecimal digits, for shapes that ask for 32 of them. */
  readonly plantHex: (label: string) => string;
  readonly all: () => readonly Canary[];
}

/** Makes canaries and remembers them. */
export function createAviary(): Aviary {
  const canaries = new Map<string, Canary>();
  const add = (canary: Canary): string => {
    canaries.set(canary.label, canary);
    return canary.core;
  };
  return {
    plant: (label) =>
      add({ label, core: unlikelyText(`canary ${label}`, CORE_LENGTH, 'base64url') }),
    plantHex: (label) => add({ label, core: unlikelyText(`canary ${label}`, 32, 'hex') }),
    all: () => [...canaries.values()],
  };
}

/** Also as bytes print when nobody thinks of them: base64 at each of its three phases, hexadecimal. */
function formsOf(core: string): readonly string[] {
  const base64 = ['', 'x', 'xy'].map((before) =>
    Buffer.from(before + core)
      .toString('base64')
      .slice(before.length === 0 ? 0 : 4, -4),
  );
  return [core, ...base64, Buffer.from(core).toString('hex')];
}

function partsOf(text: string): readonly string[] {
  const count = Math.max(0, text.length - PART_LENGTH + 1);
  return Array.from({ length: count }, (_, start) => text.slice(start, start + PART_LENGTH));
}

/** Looks for any eight characters in a row of any canary, in whatever case. @returns the labels found */
export function createSearch(canaries: readonly Canary[]) {
  const owners = new Map<string, string>();
  for (const { label, core } of canaries)
    for (const form of formsOf(core))
      for (const part of partsOf(form)) owners.set(part.toLowerCase(), label);
  return (bytes: Buffer): ReadonlySet<string> => {
    const text = bytes.toString('latin1').toLowerCase();
    const found = partsOf(text).map((part) => owners.get(part));
    return new Set(found.filter((label) => label !== undefined));
  };
}
