import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SECRET_IDS } from '../../src/core/environment/resource.names.ts';
import { type Aviary, createAviary, createSearch } from '../support/preflight/canary/canary.ts';
import {
  PRINTED_BY_MISTAKE,
  REASON_AS_TYPED,
  REMOVALS,
  SENSITIVE_SHOWS,
} from '../support/preflight/canary/edits.ts';
import {
  FLOODS,
  type Flood,
  OPEN_STAGING,
  openStagingArgs,
  plantGoodSecrets,
} from '../support/preflight/canary/floods.ts';
import {
  CRASH_ON_OUTPUT,
  type FloodResult,
  type FloodSetting,
  runFlood,
  withEdits,
} from '../support/preflight/canary/run-flood.ts';
import type { Sink } from '../support/preflight/canary/sinks.ts';
import { prepareStage, type Stage } from '../support/preflight/stage.ts';

const POLL = { timeout: 120_000, interval: 20 } as const;

let stage: Stage;
const aviary = createAviary();
const sinks: Sink[] = [];
const wire: Buffer[] = [];

/** Runs a flood whose output is searched at the end. */
async function flow(flood: Flood, setting: Partial<FloodSetting> = {}): Promise<FloodResult> {
  const result = await runFlood(flood, { stage, aviary, ...setting });
  sinks.push(...result.sinks);
  wire.push(result.wire);
  return result;
}

/** @returns the labels that any of the places shows */
function leaksIn(places: readonly Sink[], birds: Aviary): readonly string[] {
  const search = createSearch(birds.all());
  const found = places.flatMap(({ name, bytes }) =>
    [...search(bytes)].map((label) => `${label} in ${name}`),
  );
  return found.toSorted();
}

beforeAll(async () => {
  stage = await prepareStage();
});
afterAll(() => stage.close());

const crashing = (name: string): Flood => ({
  ...{
    name,
    environment: 'dev',
    modes: 'live',
    args: ['preflight', 'all', '--no-probe', '--json'],
  },
  plant: (site, birds) => plantGoodSecrets(site, birds, name),
});

describe.concurrent('R2.3 runs with a canary in everything that they touch', () => {
  it.for(FLOODS)('$name', async (flood) => {
    const { code, stdout, stderr } = await flow(flood);

    expect([0, 1]).toContain(code);
    expect(`${stdout}${stderr}`).not.toBe('');
  });

  it('staging that is open by somebody’s word', async () => {
    const { code } = await flow({ ...OPEN_STAGING, args: openStagingArgs(aviary) });

    expect(code).toBe(0);
  });

  it.for(['region', 'expect-account', 'token'])('a value that --%s cannot have', async (option) => {
    const typed = `--${option}=${aviary.plant(`typed for ${option}`)}`;
    const run = { environment: 'dev', modes: 'stub', plant: () => undefined } as const;

    const { code, stderr } = await flow({
      ...run,
      name: option,
      args: ['preflight', 'all', typed],
    });

    expect(code).toBe(2);
    expect(stderr).toContain(`--${option}`);
  });

  it('a run that is ended in the middle, its secrets read', async () => {
    const { signal } = await flow(crashing('terminated'), {
      onStart: async (child, { standIn }) => {
        standIn.fail({ kind: 'hang', operation: 'GetParameters' });
        const isRead = () =>
          standIn.journal.filter(({ operation }) => operation === 'GetSecretValue').length === 5;
        await vi.waitUntil(isRead, POLL);
        child.kill('SIGTERM');
      },
    });

    expect(signal).toBe('SIGTERM');
  });

  it('a run whose reader is gone', async () => {
    const { code, stderr } = await flow(crashing('no reader'), {
      onStart: (child) => void child.stdout?.destroy(),
    });

    expect(code).not.toBe(0);
    expect(stderr).toContain('EPIPE');
  });

  it('a run that a bug ends at its first word', async () => {
    const { code, stderr } = await flow(crashing('crash'), { variables: CRASH_ON_OUTPUT });

    expect(code).not.toBe(0);
    expect(stderr).toContain('planted crash');
  });
});

describe('R2.3 what was planted', () => {
  it('appears in no output of any kind, whole or in part, though it went over the wire', () => {
    const canaries = aviary.all();
    const heard = createSearch(canaries)(Buffer.concat(wire));
    const sizeBytes = sinks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    console.info(
      `canaries: ${canaries.length} planted, ${heard.size} of them went over the wire; ${sinks.length} sinks of ${sizeBytes} bytes searched`,
    );

    expect(heard.size).toBeGreaterThanOrEqual(200);
    for (const id of SECRET_IDS) expect(heard).toContain(`prod: ${id}`);
    expect(heard).toContain('prod: richpanel/webhook_token, next');
    expect(leaksIn(sinks, aviary)).toEqual([]);
    for (const kind of ['stdout', 'stderr', '.db', 'preflight.json', 'fingerprints'])
      expect(
        sinks.filter(({ name, bytes }) => name.endsWith(kind) && bytes.length > 0),
      ).not.toEqual([]);
  });
});

describe.concurrent('R2.3 the same search with the redaction taken out', () => {
  const quoted = FLOODS.find(({ name }) => name === 'wrong values');
  const denied = FLOODS.find(({ name }) => name === 'everything denied');

  async function leaksWith(flood: Flood | undefined, edits: FloodSetting['variables']) {
    if (flood === undefined) throw new Error('no such flood');
    const birds = createAviary();
    const { sinks: places, stderr } = await runFlood(flood, {
      ...{ stage, aviary: birds },
      ...(edits === undefined ? {} : { variables: edits }),
    });
    return { leaks: leaksIn(places, birds), stderr };
  }

  it.for(REMOVALS)('finds that $name', async ({ name, edits }) => {
    const flood = name.includes('refusal') ? denied : quoted;

    const { leaks, stderr } = await leaksWith(flood, withEdits(edits));

    expect(leaks, stderr).not.toEqual([]);
  });

  it('finds that a reason is written down as typed', async () => {
    const birds = createAviary();
    const flood = { ...OPEN_STAGING, args: openStagingArgs(birds) };
    const variables = withEdits([REASON_AS_TYPED]);

    const result = await runFlood(flood, { stage, aviary: birds, variables });

    expect(leaksIn(result.sinks, birds)).toContainEqual(expect.stringMatching(/^reason in .*\.db/));
  });

  it('finds secrets that somebody prints once Sensitive shows them, and none while it does not', async () => {
    const printed = await leaksWith(crashing('printed'), withEdits([PRINTED_BY_MISTAKE]));
    const shown = await leaksWith(
      crashing('shown'),
      withEdits([PRINTED_BY_MISTAKE, SENSITIVE_SHOWS]),
    );

    expect(printed.leaks, printed.stderr).toEqual([]);
    expect(shown.leaks.length).toBeGreaterThanOrEqual(5);
  });
});
