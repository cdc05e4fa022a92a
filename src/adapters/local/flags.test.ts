import { describe, expect, it } from 'vitest';
import { openLocalStore } from '../../../test/support/local-store.ts';
import { openLocalDatabase } from './database.ts';
import { createSqliteFlags } from './flags.ts';

describe('flags of the embedded store', () => {
  it('D17 stand under the full name of their parameter', async () => {
    const { db, clock, close } = await openLocalStore();
    await createSqliteFlags({ db, clock, environment: 'dev' }).write('safe_mode', 'true');

    expect(db.sqlite.prepare('SELECT name FROM parameters').all()).toEqual([
      { name: '/rp-mw/dev/safe_mode' },
    ]);
    await close();
  });

  it('are those of one environment', async () => {
    const { db, clock, close } = await openLocalStore();
    const [dev, prod] = (['dev', 'prod'] as const).map((environment) =>
      createSqliteFlags({ db, clock, environment }),
    );
    await prod?.write('automation_enabled', 'true');

    expect((await dev?.read(['automation_enabled']))?.get('automation_enabled')?.state).toBe(
      'missing',
    );
    expect((await dev?.readAll())?.get('automation_enabled')?.state).toBe('missing');
    await close();
  });

  it('are all listed, with the four that every account knows', async () => {
    const { db, clock, close } = await openLocalStore();
    const flags = createSqliteFlags({ db, clock, environment: 'dev' });
    await flags.write('template_enabled/t_return_request_intake', 'ture');
    await flags.write('routing_enabled', 'true');
    db.sqlite.exec(`INSERT INTO parameters VALUES ('/rp-mw/dev/environment', 'dev', 1, 1)`);

    const readAtMs = clock.now();
    expect(Object.fromEntries(await flags.readAll())).toEqual({
      safe_mode: { state: 'missing', readAtMs },
      automation_enabled: { state: 'missing', readAtMs },
      automation_channels: { state: 'missing', readAtMs },
      routing_enabled: { state: 'raw', raw: 'true', readAtMs },
      'template_enabled/t_return_request_intake': { state: 'raw', raw: 'ture', readAtMs },
    });
    await close();
  });

  it('are listed as unreadable when the store fails', async () => {
    const { db, clock, close } = await openLocalStore();
    const flags = createSqliteFlags({ db, clock, environment: 'dev' });
    await close();

    expect([...(await flags.readAll()).values()].map((flag) => flag.state)).toEqual(
      Array(4).fill('unreadable'),
    );
  });

  it('D17 are seen at once when another process wrote them', async () => {
    const store = await openLocalStore('file');
    const other = openLocalDatabase({ path: store.path ?? '', clock: store.clock });
    const [reader, writer] = [store.db, other].map((db) =>
      createSqliteFlags({ db, clock: store.clock, environment: 'dev' }),
    );
    await reader?.read(['safe_mode']);
    await writer?.write('safe_mode', 'true');

    expect((await reader?.read(['safe_mode']))?.get('safe_mode')).toMatchObject({ raw: 'true' });
    await other.close();
    await store.close();
  });
});
