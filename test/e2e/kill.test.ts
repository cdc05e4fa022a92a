import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from '../support/in-process.ts';
import { resultOf, UNCONFIRMED } from '../support/kill-result.ts';
import { createDataDir } from '../support/run-cli.ts';
import { openStoreView, type StoreView } from '../support/store-view.ts';

let data: ReturnType<typeof createDataDir>;
let view: StoreView;

const on = (...more: readonly string[]) => ['--env', 'dev', '--data-dir', data.dir, ...more];

beforeEach(async () => {
  data = createDataDir();
  const made = await runInProcess('rpmw', ['flags', 'get', ...on()]);
  expect(made.code, made.stderr).toBe(0);
  view = openStoreView(data.dir);
});
afterEach(() => {
  view.close();
  data.remove();
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
    async ({ sql, config }) => {
      if (sql !== undefined) view.exec(sql);
      const from = config === undefined ? [] : ['--config', join(data.dir, config)];

      const kill = await runInProcess('rpmw', ['kill', ...on('--json', '--wait', '0', ...from)]);

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
  ])('stops what it can and says what it could not, where one write %s', async (_how, body) => {
    view.exec(
      `CREATE TRIGGER stubborn AFTER UPDATE ON parameters WHEN NEW.raw = 'true' AND NEW.name LIKE '%/safe_mode' ${body}`,
    );

    const kill = await runInProcess('rpmw', ['kill', ...on('--everything', '--wait', '0')]);

    expect(kill.code).toBe(1);
    expect(kill.stderr).toContain('✗ FLAG_NOT_WRITTEN: safe_mode');
    expect(kill.stderr).toContain('✓ automation_enabled=false, read back');
    expect(kill.stderr).toContain('✓ routing_enabled=false, read back');
    expect(kill.stderr).toContain('not everything is written');
    expect(kill.stderr).not.toContain(UNCONFIRMED);
  });
});
