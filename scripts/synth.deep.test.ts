import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Bundle, bundleHandlers } from '../infra/bundle.ts';
import { LAMBDA_HANDLERS } from '../infra/handlers.names.ts';
import { type SynthOptions, synthesise } from './synth.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');

const folder = mkdtempSync(path.join(tmpdir(), 'rpmw-synth-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function projectWithHandlers(): string {
  const projectDir = path.join(folder, 'project');
  mkdirSync(path.join(projectDir, 'src/entry'), { recursive: true });
  for (const { id, entry } of LAMBDA_HANDLERS)
    writeFileSync(path.join(projectDir, entry), `export const handler = (): string => '${id}';\n`);
  return projectDir;
}

function brokenConfig(): string {
  const configDir = path.join(folder, 'broken');
  cpSync(path.join(PROJECT, 'config'), configDir, { recursive: true });
  const file = path.join(configDir, 'environments.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('111111111111', '000000000000'));
  return configDir;
}

function runScript(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const script = path.join(PROJECT, 'scripts/synth.ts');
  const env = { PATH: process.env['PATH'], ...variables };
  return spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
}

const options = (name: string, others: Partial<SynthOptions> = {}): SynthOptions => ({
  projectDir: projectWithHandlers(),
  configDir: path.join(PROJECT, 'config'),
  outdir: path.join(folder, name),
  organisation: false,
  ...others,
});

const verdictsSchema = z.object({
  schemaVersion: z.literal(1),
  stacks: z.array(
    z.object({ stack: z.string(), deployable: z.boolean(), reasons: z.array(z.string()) }),
  ),
});

describe('npm run synth', () => {
  it('writes three stacks from the committed registry, and says that none can be deployed yet', async () => {
    const { outdir } = options('assembly');
    const stacks = await synthesise(options('assembly'));

    expect(stacks.map(({ stack, deployable }) => `${stack} ${deployable}`)).toEqual([
      'RichpanelMiddleware-dev false',
      'RichpanelMiddleware-staging false',
      'RichpanelMiddleware-prod false',
    ]);
    for (const { resources } of stacks) expect(resources).toBeGreaterThan(30);
    const written = verdictsSchema.parse(
      JSON.parse(readFileSync(path.join(outdir, 'deployability.json'), 'utf8')),
    );
    expect(written.stacks).toMatchObject(
      stacks.map(({ stack, deployable, reasons }) => ({ stack, deployable, reasons })),
    );

    const bundles = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(bundles).toHaveLength(LAMBDA_HANDLERS.length);
    for (const bundle of bundles) {
      expect(existsSync(path.join(outdir, bundle, 'index.mjs'))).toBe(true);
      expect(existsSync(path.join(outdir, bundle, 'config/environments.json'))).toBe(true);
    }
    const keys = ['dev', 'staging', 'prod'].map((environment) =>
      readFileSync(
        path.join(outdir, `RichpanelMiddleware-${environment}.template.json`),
        'utf8',
      ).match(/"S3Key": "\w+\.zip"/g),
    );
    expect(new Set(keys.map((found) => JSON.stringify(found))).size).toBe(1);
  });

  it('names the management account of the organisation', async () => {
    const organisation = { organisation: true, organisationAccount: '444455556666' };
    const stacks = await synthesise(options('organisation', organisation));

    expect(stacks.at(-1)).toMatchObject({
      stack: 'OrganisationGuardRails',
      account: '444455556666',
    });
  });

  it.each([
    ['--config', (configDir: string) => ({ args: ['--config', configDir], variables: {} })],
    [
      'RPMW_CONFIG_DIR',
      (configDir: string) => ({ args: [], variables: { RPMW_CONFIG_DIR: configDir } }),
    ],
  ])('refuses a broken configuration named by %s, and writes nothing', (_name, naming) => {
    const outdir = path.join(folder, 'refused');
    const { args, variables } = naming(brokenConfig());
    const { status, stderr } = runScript([...args, '--out', outdir], variables);

    expect(stderr).toMatch(/CONFIG_ACCOUNT_SHARED[\s\S]*npx rpmw config check/);
    expect(status).toBe(1);
    expect(existsSync(outdir)).toBe(false);
  });

  it.each([
    ['an unknown option', ['--stack', 'dev']],
    ['a malformed management account', ['--organisation-account', '12']],
  ])('ends with 2 for %s, without a stack trace', (_name, args) => {
    const { status, stderr } = runScript(args);

    expect(stderr).toMatch(/^WRONG_USAGE: /);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('says how it is used, and writes nothing', () => {
    const outdir = path.join(folder, 'helped');
    const { status, stdout } = runScript(['--help', '--out', outdir]);

    expect(stdout).toMatch(/^Usage: npm run synth [\s\S]+--organisation-account/);
    expect(status).toBe(0);
    expect(existsSync(outdir)).toBe(false);
  });

  it('says which handler is missing', async () => {
    const projectDir = path.join(folder, 'empty');

    await expect(synthesise(options('none', { projectDir }))).rejects.toThrow(
      'src/entry/intake.lambda.ts, src/entry/worker.lambda.ts',
    );
  });

  it('leaves a folder alone that holds something else than an assembly', async () => {
    const outdir = path.join(folder, 'foreign');
    mkdirSync(outdir);
    writeFileSync(path.join(outdir, 'precious.txt'), 'kept');

    await expect(synthesise(options('foreign'))).rejects.toThrow('something else');
    expect(readdirSync(outdir)).toEqual(['precious.txt']);
  });
});

/** A cold start reads all of it. */
const SIZE_LIMITS = { intake: 1_000_000, worker: 3_000_000 };

describe('the bundles', () => {
  const bundle = (name: string) =>
    bundleHandlers(PROJECT, path.join(PROJECT, 'config'), path.join(folder, name));
  let first: readonly Bundle[] = [];
  beforeAll(async () => {
    first = await bundle('first');
  });

  it('are the same bytes from the same source, wherever they are written', async () => {
    const bytesOf = (bundles: readonly Bundle[]) =>
      bundles.map((made) => readFileSync(path.join(made.folder, 'index.mjs'), 'utf8'));

    expect(bytesOf(await bundle('second'))).toEqual(bytesOf(first));
  });

  it('are small, need nothing beside them, and hold their handler', async () => {
    for (const { id, folder: cwd, sizeBytes } of first) {
      expect(sizeBytes, id).toBeLessThan(SIZE_LIMITS[id]);
      const script = "import('./index.mjs').then(({ handler }) => console.log(typeof handler))";
      const said = execFileSync(process.execPath, ['--eval', script], { cwd, encoding: 'utf8' });
      expect(said.trim(), id).toBe('function');
    }
  });
});
