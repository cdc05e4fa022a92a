import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resultOf, UNCONFIRMED } from '../support/kill-result.ts';
import { startLoadedService } from '../support/loaded-service.ts';
import { createDataDir, runCli, startCli } from '../support/run-cli.ts';
import { openStoreView, ROUTE, type StoreView, VISIBLE } from '../support/store-view.ts';

const POLL = { timeout: 180_000, interval: 50 } as const;
/** As many as a service on one machine starts. */
const WORKERS = 16;

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
  it('lets at most one customer-visible send per worker through, routing goes on, and a worker confirms it; --everything stops routing too', async () => {
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

  it('says that nobody confirmed it when the ledger of the running service is gone', async () => {
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
