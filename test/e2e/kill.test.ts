import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startLoadedService } from '../support/loaded-service.ts';
import { createDataDir, runCli, startCli } from '../support/run-cli.ts';
import { openStoreView, ROUTE, type StoreView, VISIBLE } from '../support/store-view.ts';

const LONG_MS = 240_000;
const POLL = { timeout: 90_000, interval: 50 } as const;
/** As many as a service on one machine starts. */
const WORKERS = 16;
const UNCONFIRMED = 'written and re-read but not yet confirmed';

const resultSchema = z.object({
  targets: z.array(
    z.object({ flag: z.string(), before: z.string(), after: z.string(), result: z.string() }),
  ),
  confirmedSeconds: z.number().nullable(),
});
const resultOf = (stdout: string) => resultSchema.parse(JSON.parse(stdout));

let data: ReturnType<typeof createDataDir>;
let view: StoreView;

const on = (...more: readonly string[]) => ['--env', 'dev', '--data-dir', data.dir, ...more];

beforeEach(async () => {
  data = createDataDir();
  const made = await runCli('rpmw', ['flags', 'get', ...on()]);
  expect(made.code, made.stderr).toBe(0);
  view = openStoreView(data.dir);
});
afterEach(() => {
  view.close();
  data.remove();
});

describe('D17 I2 rpmw kill beside a service under load', () => {
  it('lets at most one customer-visible send per worker through, routing goes on, and a worker confirms it; --everything stops routing too', {
    timeout: LONG_MS,
  }, async () => {
    view.markKills();
    const service = await startLoadedService(data.dir, { tickets: 6_000, perSecond: 600 });
    try {
      await vi.waitUntil(() => view.attemptsAfter(0, VISIBLE) >= 40, POLL);

      const waiting = view.jobs();
      const kill = await service.rpmw('kill', '--wait', '120', '--json');
      const mark = view.markOf('safe_mode');
      await vi.waitUntil(() => view.attemptsAfter(mark, ROUTE) >= 60, POLL);
      const after = view.attemptsAfter(mark, VISIBLE);

      expect(waiting).toBeGreaterThan(WORKERS);
      const { confirmedSeconds } = resultOf(kill.stdout);
      expect(kill.code, kill.stderr).toBe(0);
      expect(kill.stderr).toContain(`a worker reported the new values after ${confirmedSeconds} s`);
      expect(after).toBeLessThanOrEqual(WORKERS);

      const everything = await service.rpmw('kill', '--everything', '--wait', '120', '--json');
      const end = view.markOf('routing_enabled');
      await vi.waitUntil(() => view.settledAs('observed') >= 40, POLL);
      const routedAfter = view.attemptsAfter(end, ROUTE);

      console.info(
        `kill, real processes: ${view.attemptsAfter(0, VISIBLE) - after} customer-visible sends before the write, ${after} after it (${WORKERS} workers), confirmed after ${confirmedSeconds} s with ${waiting} jobs waiting; ` +
          `--everything: ${view.attemptsAfter(0, ROUTE) - routedAfter} tag writes before, ${routedAfter} after, confirmed after ${resultOf(everything.stdout).confirmedSeconds} s`,
      );
      expect(everything.code, everything.stderr).toBe(0);
      expect(routedAfter).toBeLessThanOrEqual(WORKERS);
      expect(view.attemptsAfter(end, VISIBLE)).toBe(0);
      expect(view.jobs()).toBeGreaterThan(WORKERS);
    } finally {
      await service.stop();
    }
  });

  it('says that nobody confirmed it when the ledger of the running service is gone', {
    timeout: LONG_MS,
  }, async () => {
    const service = startCli('rpmw', ['serve', ...on('--port', '0')], {
      RPMW_WEBHOOK_TOKEN: 'a-token-of-the-test',
    });
    try {
      await service.says(/listening on/);
      view.set('safe_mode', 'false');
      view.exec('DROP TABLE ledger_heads; DROP TABLE ledger_entries');

      const kill = await runCli('rpmw', ['kill', ...on('--wait', '5')]);

      expect(kill.code).toBe(1);
      expect(kill.stderr).toContain(UNCONFIRMED);
      expect(view.raw('safe_mode')).toBe('true');
    } finally {
      service.child.kill('SIGTERM');
      await service.done;
    }
  });
});

/** What may be broken in a data folder while the flags themselves are there. */
const BROKEN: readonly {
  readonly what: string;
  readonly sql?: string;
  readonly config?: string;
}[] = [
  { what: 'no file of the configuration', config: 'nowhere' },
  { what: 'no ledger', sql: 'DROP TABLE ledger_heads; DROP TABLE ledger_entries' },
  {
    what: 'a ledger that takes nothing',
    sql: "CREATE TRIGGER full BEFORE INSERT ON ledger_entries BEGIN SELECT RAISE(ABORT, 'full'); END",
  },
  {
    what: 'a damaged head of the operator chain',
    sql: "INSERT OR REPLACE INTO ledger_heads VALUES ('operator', -1, 'x', -1, -1, -1, -1, -1)",
  },
  { what: 'no queue to ask a worker through', sql: 'DROP TABLE jobs' },
  { what: 'no key of the references', sql: 'DROP TABLE reference_keys' },
  {
    what: 'no rows of effects and conversations',
    sql: 'DROP TABLE effects; DROP TABLE work_items',
  },
  {
    what: 'everything of that at once',
    config: 'nowhere',
    sql: 'DROP TABLE ledger_heads; DROP TABLE ledger_entries; DROP TABLE jobs; DROP TABLE reference_keys; DROP TABLE effects',
  },
];

describe('D17 R9.2 rpmw kill where everything else is broken', () => {
  beforeEach(() => {
    view.set('safe_mode', 'false');
    view.set('automation_enabled', 'TRUE');
    view.set('routing_enabled', 'ture');
    view.set('automation_channels', 'fax, mail');
    view.set('template_enabled/t_order_status_ask_order_number', '');
    for (const file of ['service.json', 'stub-richpanel.db'])
      writeFileSync(join(data.dir, file), 'damaged');
  });

  it.each(BROKEN)(
    'writes and reads back, and claims no more, with $what',
    {
      timeout: LONG_MS,
    },
    async ({ sql, config }) => {
      if (sql !== undefined) view.exec(sql);
      const from = config === undefined ? [] : ['--config', join(data.dir, config)];

      const kill = await runCli('rpmw', ['kill', ...on('--json', '--wait', '0', ...from)]);

      expect(kill.code, kill.stderr).toBe(1);
      expect(kill.stderr).toContain(UNCONFIRMED);
      expect(resultOf(kill.stdout)).toEqual({
        targets: [
          { flag: 'safe_mode', before: 'false', after: 'true', result: 'written' },
          { flag: 'automation_enabled', before: 'invalid', after: 'false', result: 'written' },
        ],
        confirmedSeconds: null,
      });
      expect([view.raw('safe_mode'), view.raw('automation_enabled')]).toEqual(['true', 'false']);
      expect(view.raw('routing_enabled')).toBe('ture');
    },
  );

  it.each([
    ['is refused', "BEGIN SELECT RAISE(ABORT, 'no'); END"],
    ['does not last', "BEGIN UPDATE parameters SET raw = 'false' WHERE name = NEW.name; END"],
  ])(
    'stops what it can and says what it could not, where one write %s',
    {
      timeout: LONG_MS,
    },
    async (_how, body) => {
      view.exec(
        `CREATE TRIGGER stubborn AFTER UPDATE ON parameters WHEN NEW.raw = 'true' AND NEW.name LIKE '%/safe_mode' ${body}`,
      );

      const kill = await runCli('rpmw', ['kill', ...on('--everything', '--wait', '0')]);

      expect(kill.code).toBe(1);
      expect(kill.stderr).toContain('✗ FLAG_NOT_WRITTEN: safe_mode');
      expect(kill.stderr).toContain('✓ automation_enabled=false, read back');
      expect(kill.stderr).toContain('✓ routing_enabled=false, read back');
      expect(kill.stderr).toContain('not everything is written');
      expect(kill.stderr).not.toContain(UNCONFIRMED);
    },
  );
});
