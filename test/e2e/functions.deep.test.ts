import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleHandlers } from '../../infra/bundle.ts';
import { BUNDLE_FILE, LAMBDA_HANDLERS } from '../../infra/handlers.names.ts';
import { secretName } from '../../src/core/environment/resource.names.ts';
import { callFunction, callsOf, openWrongAccount } from '../support/entry-points/functions.ts';
import { prepareStage, type Stage } from '../support/preflight/stage.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

let stage: Stage;
let bundles: string;
beforeAll(async () => {
  bundles = mkdtempSync(path.join(tmpdir(), 'rpmw-bundles-'));
  [stage] = await Promise.all([
    prepareStage(),
    bundleHandlers(PROJECT, path.join(PROJECT, 'config'), bundles),
  ]);
});
afterAll(async () => {
  await stage.close();
  rmSync(bundles, { recursive: true, force: true });
});

/** A function as it is written, and as it is uploaded. */
function filesOf(id: string): readonly string[] {
  const entry = LAMBDA_HANDLERS.find((handler) => handler.id === id)?.entry ?? '';
  return [path.join(PROJECT, entry), path.join(bundles, id, BUNDLE_FILE)];
}
const FUNCTIONS = LAMBDA_HANDLERS.flatMap(({ id }) =>
  ['source', 'bundle'].map((form, index) => ({ id, form, index })),
);

describe.concurrent('R2.1 R2.4 incident 20 the functions in the wrong account', () => {
  it.each(FUNCTIONS)('refuses the function $id, from its $form', async ({ id, index }) => {
    const site = await openWrongAccount(stage);
    const run = await callFunction(filesOf(id)[index] ?? '', site);

    expect(run.stderr).toContain('"code":"ACCOUNT_DIFFERS"');
    expect(callsOf(site)).toEqual(['GetCallerIdentity']);
  });
});

describe.concurrent('R2.4 the functions in the right account', () => {
  it.each(FUNCTIONS)(
    'the function $id comes through from its $form, and says what this release lacks',
    async ({ id, index }) => {
      const site = await stage.open('dev', 'stub');
      const run = await callFunction(filesOf(id)[index] ?? '', site);

      expect(run.stdout).toContain(
        id === 'intake' ? 'QUEUE_UNAVAILABLE' : 'ACCOUNT_STORES_UNAVAILABLE',
      );
      expect([...new Set(callsOf(site))].sort()).toEqual([
        ...['DescribeSecret', 'GetCallerIdentity', 'GetParameters', 'GetSecretValue'],
      ]);
    },
  );

  it('the intake reads the webhook token and no other secret, whatever vendors are live', async () => {
    const site = await stage.open('dev', 'live');
    await callFunction(filesOf('intake')[0] ?? '', site);
    const read = site.standIn.journal.filter(({ operation }) => operation === 'GetSecretValue');

    expect(read.map(({ name }) => name)).toEqual([secretName('dev', 'richpanel/webhook_token')]);
  });

  it('a function asks no vendor: with a live helpdesk the worker stays closed', async () => {
    const site = await stage.open('dev', 'live');
    const run = await callFunction(filesOf('worker')[0] ?? '', site);

    // Emulated, the gate would refuse a probe too; that none was even tried is what the code says.
    expect(JSON.parse(run.stdout)).toEqual({ code: 'WORKSPACE_UNVERIFIED' });
  });
});
