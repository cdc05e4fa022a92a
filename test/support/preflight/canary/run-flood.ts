import type { ChildProcess } from 'node:child_process';
import { type ChildResult, startRpmw, type Variables } from '../child.ts';
import { inFolders, type Site, type Stage } from '../stage.ts';
import type { Aviary } from './canary.ts';
import { EDITS_VARIABLE, type Edit, NOTHING_TO_EDIT } from './edits.ts';
import { type Flood, plantCaller } from './floods.ts';
import { fingerprintsOf, type Sink, sinksOf } from './sinks.ts';
import { startWireTap } from './wire-tap.ts';

const preload = (file: string) => `--import=${new URL(file, import.meta.url).href}`;
export const CRASH_ON_OUTPUT: Variables = {
  NODE_OPTIONS: `${preload('../preloads/crash-on-output.ts')} --trace-uncaught`,
};

/** Variables that make a child run with these edits of its sources. */
export function withEdits(edits: readonly Edit[]): Variables {
  return {
    NODE_OPTIONS: preload('../preloads/edit-sources.ts'),
    [EDITS_VARIABLE]: JSON.stringify(edits),
  };
}

export interface FloodResult extends ChildResult {
  readonly sinks: readonly Sink[];
  /** Every byte that the child sent and was sent. */
  readonly wire: Buffer;
}

export interface FloodSetting {
  readonly stage: Stage;
  readonly aviary: Aviary;
  readonly variables?: Variables;
  /** Meddles with the running child. */
  readonly onStart?: (child: ChildProcess, site: Site) => void | Promise<void>;
}

/** Plants, runs behind a tap on the wire, and gathers every place that a run can write to. */
export async function runFlood(flood: Flood, setting: FloodSetting): Promise<FloodResult> {
  const { stage, aviary, variables = {}, onStart } = setting;
  const site = await stage.open(flood.environment, flood.modes);
  const tap = await startWireTap(site.standIn.origin);
  site.variables['AWS_ENDPOINT_URL'] = tap.origin;
  plantCaller(site, aviary, flood.name);
  flood.plant(site, aviary);
  const before = fingerprintsOf(site);
  const args = inFolders(site, [...flood.args, '--env', flood.environment]);
  const { home } = site;
  const run = startRpmw(args, { home, variables: { ...site.variables, ...variables } });
  await onStart?.(run.child, site);
  const result = await run.done;
  if (result.stderr.includes(NOTHING_TO_EDIT)) throw new Error(result.stderr);
  const sinks = sinksOf(flood.name, site, result, before);
  await tap.close();
  return { ...result, sinks, wire: tap.bytes() };
}
