import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LAMBDA_HANDLERS } from '../../infra/handlers.names.ts';
import { markerParameter } from '../../src/core/environment/resource.names.ts';
import { flagParameter } from '../../src/core/flags/names.ts';
import {
  BIN_ENTRIES,
  COMMAND_ENTRIES,
  ENTRY_FILES,
  SCRIPT_ENTRIES,
} from '../support/entry-points/entry-points.ts';
import {
  callFunction,
  callsOf,
  openWrongAccount,
  WRONG_ACCOUNT,
} from '../support/entry-points/functions.ts';
import {
  reachableFrom,
  startsSomething,
  textStartsSomething,
} from '../support/entry-points/reachable.ts';
import { commandNames, runInProcess } from '../support/in-process.ts';
import { runNode } from '../support/preflight/child.ts';
import { inFolders, prepareStage, rpmw, type Stage } from '../support/preflight/stage.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const manifestSchema = z.object({
  bin: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()),
});
const manifest = manifestSchema.parse(
  JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')),
);

let stage: Stage;
beforeAll(async () => {
  stage = await prepareStage();
});
afterAll(() => stage.close());

describe('R2.4 D15 D18 every entry stands in the table', () => {
  it('every command of the registry', () => {
    expect([...commandNames()].sort()).toEqual(Object.keys(COMMAND_ENTRIES).sort());
  });

  it('every bin and every script of package.json', () => {
    expect(Object.keys(manifest.bin).sort()).toEqual(Object.keys(BIN_ENTRIES).sort());
    expect(Object.keys(manifest.scripts).sort()).toEqual(Object.keys(SCRIPT_ENTRIES).sort());
  });

  it('every file of src/entry that starts something, and no other', () => {
    const files = globSync('src/entry/*.ts', { cwd: PROJECT }).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const starting = files.filter((file) => startsSomething(path.join(PROJECT, file)));

    expect(files.length).toBeGreaterThan(10);
    expect(starting.map((file) => path.basename(file)).sort()).toEqual(
      Object.keys(ENTRY_FILES).sort(),
    );
  });

  it.each([
    ['a handler as a constant', 'export const handler = async () => 1;'],
    ['a handler that is exported again', "export { handler } from './other.ts';"],
    ['a call', 'run();'],
    ['a condition', 'if (import.meta.main) run();'],
    ['waiting', 'const made = await open();'],
    ['a block', '{ run(); }'],
    ['a try', 'try { run(); } catch {}'],
  ])('sees that %s starts something', (_name, text) => {
    expect(textStartsSomething(text)).toBe(true);
    expect(textStartsSomething("import { x } from './x.ts';\nexport function run() { x(); }")).toBe(
      false,
    );
  });

  it('every handler of the stacks', () => {
    const functions = Object.keys(ENTRY_FILES).filter((file) => ENTRY_FILES[file] === 'function');

    expect(LAMBDA_HANDLERS.map(({ entry }) => entry).sort()).toEqual(
      functions.map((file) => `src/entry/${file}`).sort(),
    );
  });

  it('no script that is called a tool can load what reaches an account', () => {
    const account = path.join(PROJECT, 'src/entry/reach-account.ts');
    const started = Object.entries(manifest.scripts).flatMap(([name, line]) =>
      [...line.matchAll(/(?:scripts|bench)\/[\w./-]+\.ts/g)].map(([file]) => ({ name, file })),
    );
    const reaching = started.filter(({ file }) =>
      reachableFrom(path.join(PROJECT, file)).has(account),
    );

    expect(started.length).toBeGreaterThan(8);
    const mayReach = Object.keys(SCRIPT_ENTRIES).filter((name) =>
      ['guarded', 'report'].includes(SCRIPT_ENTRIES[name] ?? ''),
    );
    expect(reaching.map(({ name }) => name).sort()).toEqual(mayReach.sort());
  });
});

const rowsOf = (kind: string) =>
  Object.entries(COMMAND_ENTRIES).flatMap(([command, entry]) =>
    entry.kind === kind ? [{ command, args: [...command.split(' '), ...entry.args] }] : [],
  );

describe.concurrent('R2.1 R2.4 incident 20 in the wrong account', () => {
  it.each(rowsOf('guarded'))('refuses $command before it asks anything else', async ({ args }) => {
    const site = await openWrongAccount(stage);
    const before = JSON.stringify([...site.standIn.state.parameters]);
    const run = await rpmw(site, ...args);

    expect(run.code, run.stderr).toBe(1);
    expect(run.stderr).toContain('ACCOUNT_DIFFERS');
    expect(run.stderr).toContain(WRONG_ACCOUNT);
    expect(callsOf(site)).toEqual(['GetCallerIdentity']);
    expect(JSON.stringify([...site.standIn.state.parameters])).toBe(before);
  });

  it.each(rowsOf('report'))('fails $command, which looks no further', async ({ args }) => {
    const site = await openWrongAccount(stage);
    const run = await rpmw(site, ...args);

    expect(run.code).toBe(1);
    expect(run.stdout).toContain('ACCOUNT_DIFFERS');
    expect(callsOf(site)).toEqual(['GetCallerIdentity']);
  });

  it.each(rowsOf('local'))('has no store for $command, and asks nothing', async ({ args }) => {
    const site = await openWrongAccount(stage);
    const run = await rpmw(site, ...args, '--runtime', 'aws');

    expect(run.code, run.stdout).toBe(1);
    expect(run.stderr).toMatch(/RUNTIME_UNAVAILABLE|STORE_MISSING/);
    expect(callsOf(site)).toEqual([]);
  });

  it.each(rowsOf('pure'))('knows no account in $command', async ({ command, args }) => {
    const site = await openWrongAccount(stage);
    const isBare = command === 'config check' || command === 'templates list';
    const run = await rpmw(isBare ? { ...site, environment: 'dev' } : site, ...args);

    expect(run.stderr).not.toContain('ACCOUNT_DIFFERS');
    expect(callsOf(site)).toEqual([]);
  });

  it('refuses a deployment before it makes or runs anything', async () => {
    const site = await openWrongAccount(stage);
    const script = path.join(PROJECT, 'scripts/deploy.ts');
    const run = await runNode([script, ...inFolders(site, ['--env', 'dev', '--yes'])], site);

    expect(run.code, run.stderr).toBe(1);
    // The guard's own words: the preflight that follows would refuse too.
    expect(run.stderr).toMatch(/^ACCOUNT_DIFFERS: .*Nothing was done/);
    expect(callsOf(site)).toEqual(['GetCallerIdentity']);
  });

  it.each(LAMBDA_HANDLERS)('refuses the function $id', async ({ id, entry }) => {
    const site = await openWrongAccount(stage);
    const run = await callFunction(path.join(PROJECT, entry), site);

    expect(run.stderr).toContain('"code":"ACCOUNT_DIFFERS"');
    if (id === 'intake') expect(run.stdout).toContain('"statusCode":503');
    if (id === 'intake') expect(run.stdout).toContain('IDENTITY_UNVERIFIED');
    if (id === 'worker') expect(JSON.parse(run.stdout)).toEqual({ code: 'ACCOUNT_DIFFERS' });
    expect(callsOf(site)).toEqual(['GetCallerIdentity']);
  });

  it('npm start and serve on one machine ask no account anything', async () => {
    const site = await openWrongAccount(stage);
    const tickets = path.join(site.home, 'tickets.jsonl');
    writeFileSync(tickets, '{"channel":"livechat","text":"Hello"}\n');
    const args = ['--env', 'dev', '--once', '--port', '0', '--json', '--tickets', tickets];
    const run = await runInProcess('start', inFolders(site, args), site.variables);

    expect(run.code, run.stderr).toBe(0);
    expect(callsOf(site)).toEqual([]);
  });
});

describe.concurrent('R2.4 in the right account', () => {
  it('flags get wants the marker, and asks for it', async () => {
    const site = await stage.open('dev', 'stub');
    site.standIn.state.parameters.delete(markerParameter('dev'));
    const run = await rpmw(site, 'flags', 'get', '--runtime', 'aws');

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('MARKER_MISSING');
  });

  it('kill is the exception: account and region alone, with no secret, no marker and broken flags', async () => {
    const site = await stage.open('dev', 'stub');
    const { parameters, secrets } = site.standIn.state;
    secrets.clear();
    parameters.delete(markerParameter('dev'));
    const name = flagParameter('dev', 'safe_mode');
    parameters.set(name, { type: 'String', value: 'ture', version: 1 });
    const run = await rpmw(site, 'kill', '--runtime', 'aws');

    expect(run.stderr).toContain('safe_mode=true, read back');
    expect(run.stderr).toContain('written and re-read but not yet confirmed');
    expect(run.code).toBe(1);
    expect(parameters.get(name)?.value).toBe('true');
    expect(parameters.get(flagParameter('dev', 'automation_enabled'))?.value).toBe('false');
  });

  it('a kill that was denied stands on the ledger as not done', async () => {
    const site = await stage.open('dev', 'stub');
    site.standIn.fail({ kind: 'access-denied', operation: 'PutParameter' });
    const run = await rpmw(site, 'kill', '--runtime', 'aws');
    const shown = await rpmw(site, 'ledger', 'show', '--runtime', 'aws', '--json');

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('not everything is written');
    const { entries } = z
      .object({ entries: z.array(z.object({ outcome: z.string(), codes: z.array(z.string()) })) })
      .parse(JSON.parse(shown.stdout));
    expect(entries.slice(-2)).toEqual([
      { outcome: 'unknown', codes: ['FLAG_NOT_WRITTEN'] },
      { outcome: 'unknown', codes: ['FLAG_NOT_WRITTEN'] },
    ]);
  });

  it('D17 toward safer creates no parameter in an account that has none', async () => {
    const site = await stage.open('dev', 'stub');
    const name = flagParameter('dev', 'safe_mode');
    site.standIn.state.parameters.delete(name);
    const run = await rpmw(
      site,
      ...['flags', 'set', 'safe_mode', 'true', '--yes', '--runtime', 'aws'],
    );

    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('missing, which means its safe value');
    expect(site.standIn.state.parameters.has(name)).toBe(false);
  });

  it('a flag toward riskier needs every witness, toward safer the account alone', async () => {
    const site = await stage.open('dev', 'stub');
    site.standIn.state.secrets.clear();
    const riskier = ['flags', 'set', 'automation_enabled', 'true', '--reason', 'pilot', '--yes'];
    const refused = await rpmw(site, ...riskier, '--runtime', 'aws');
    const safer = ['flags', 'set', 'safe_mode', 'true', '--yes', '--runtime', 'aws'];
    const taken = await rpmw(site, ...safer);

    expect(refused.stderr).toContain('SECRET_MISSING');
    expect(refused.code).toBe(1);
    expect(taken.code, taken.stderr).toBe(0);
    expect(
      site.standIn.state.parameters.get(flagParameter('dev', 'automation_enabled'))?.value,
    ).toBe('false');
  });
});
