import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runRpmw, runStart } from '../../src/cli/program.ts';
import { createLocalSurface } from '../../src/entry/local-surface.ts';
import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import { inFolders, prepareStage, type Stage } from '../support/preflight/stage.ts';

const LONG_MS = 60_000;
const EACH_ONCE = { 'environments.json': 1, 'routing.json': 1, 'templates.json': 1 };
useTestCredentials();

let stage: Stage;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'rpmw-config-once-'));
  stage = await prepareStage();
}, LONG_MS);
afterAll(async () => {
  await stage.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Runs one command in this process, and counts how often each file of the configuration is read. */
async function readsOf(args: readonly string[], run: typeof runRpmw = runRpmw) {
  const reads: Record<string, number> = {};
  const surface = createLocalSurface(process, (file) => {
    const name = path.basename(file);
    reads[name] = (reads[name] ?? 0) + 1;
    return readFileSync(file, 'utf8');
  });
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  const console = { out: say, err: say, isTerminal: false, confirm: async () => false };
  const code = await run(args, { ...surface, console });
  return { code, reads, said };
}

describe('the configuration is read once in the life of a process', () => {
  it(
    'by the service and its demonstration',
    async () => {
      const folder = ['--env', 'dev', '--data-dir', dataDir, '--port', '0'];
      const { code, reads, said } = await readsOf([...folder, '--once', '--json'], runStart);

      expect(code, said).toBe(0);
      expect(reads).toEqual(EACH_ONCE);
    },
    LONG_MS,
  );

  it('by a command on this machine', async () => {
    const folder = ['--env', 'dev', '--data-dir', dataDir];
    const set = ['flags', 'set', 'routing_enabled', 'true', '--reason', 'drill', '--yes'];
    const { code, reads, said } = await readsOf([...set, ...folder]);

    expect(code, said).toBe(0);
    expect(reads).toEqual(EACH_ONCE);
  });

  it('by a command that passes the guard of an account, proves every witness and writes the ledger', async () => {
    const site = await stage.open('dev', 'stub');
    vi.stubEnv('AWS_ENDPOINT_URL', site.standIn.origin);
    const set = ['flags', 'set', 'automation_enabled', 'true', '--reason', 'drill', '--yes'];
    const { code, reads, said } = await readsOf(
      inFolders(site, [...set, '--env', 'dev', '--runtime', 'aws']),
    );

    expect(code, said).toBe(0);
    expect(reads).toEqual(EACH_ONCE);
  });

  it('by a preflight', async () => {
    const site = await stage.open('dev', 'stub');
    vi.stubEnv('AWS_ENDPOINT_URL', site.standIn.origin);
    const { code, reads, said } = await readsOf(
      inFolders(site, ['preflight', 'all', '--env', 'dev']),
    );

    expect(code, said).toBe(0);
    expect(reads).toEqual(EACH_ONCE);
  });
});
