import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runRpmw } from '../../src/cli/program.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import { parseRegistry, vendorModesOf } from '../../src/core/environment/registry.ts';
import {
  requiredSecrets,
  SECRET_IDS,
  secretName,
  TAG_KEYS,
} from '../../src/core/environment/resource.names.ts';

import { runPreflight } from '../../src/core/preflight/run-preflight.ts';
import { createLocalSurface } from '../../src/entry/local-surface.ts';
import { storeSecret } from '../support/aws-stand-in/state.ts';
import {
  blocksOf,
  type CommandBlock,
  commandBlocksOf,
  comparable,
  deadLinks,
} from '../support/docs/page.ts';
import { hasAws, type LineResult, openPageShell, type PageShell } from '../support/docs/shell.ts';
import {
  createFakeAccount,
  fingerprintsOnFile,
  REGION,
  ROUTING,
  registryOf,
} from '../support/preflight-fixture.ts';
import { codesInTable } from './error-codes.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const LONG_MS = 60_000;
const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
const page = read('docs/environments.md');
const blocks = commandBlocksOf(page);
const startsWith = (start: string) => (block: CommandBlock) =>
  block.lines.every((line) => line.startsWith(start));
const isSynth = startsWith('npm run synth');
const isDeploy = startsWith('npm run deploy');
const named = (found: readonly CommandBlock[]) =>
  found.map((block) => ({ first: block.lines[0] ?? '', block }));

const isAwsThere = await hasAws();

let shell: PageShell;
/** The assembly takes as long as everything else and asks no account: it is made beside. */
const begun = new Map<string, Promise<LineResult>>();
beforeAll(async () => {
  shell = await openPageShell();
  for (const line of blocks.filter(isSynth).flatMap(({ lines }) => lines))
    begun.set(line, shell.run(line));
});
afterAll(() => shell.close());

/** Runs every line of a block and compares what it printed with what the page shows. */
async function expectAsShown({ lines, exitCode, shown }: CommandBlock): Promise<void> {
  let output = '';
  for (const line of lines) {
    const result = await (begun.get(line) ?? shell.run(line));
    expect(result, result.output).toMatchObject({ code: exitCode });
    output += result.output;
  }
  if (shown !== null) expect(comparable(output)).toBe(comparable(shown));
}

/** What the stack of dev creates: secrets without a value, with its tag. */
function createSecrets(): void {
  const { registry } = loadConfig(shell.configDir);
  for (const id of requiredSecrets(vendorModesOf(registry.environments.dev)))
    storeSecret(shell.standIn.state, secretName('dev', id), null, {
      [TAG_KEYS.environment]: 'dev',
    });
}

/** No stand-in is deployed to: the preflight runs and is shown, and then the real account is asked for. */
async function expectToNeedAccount({ lines }: CommandBlock): Promise<void> {
  for (const line of lines) {
    const { code, output } = await shell.run(line);
    expect(code, output).toBe(1);
    expect(output).toMatch(/^preflight dev us-east-2 [\s\S]*\nDEPLOY_NEEDS_ACCOUNT: /);
    if (line.includes('--create-secrets')) createSecrets();
  }
}

describe('R2.1 R2.2 docs/environments.md does what it says', { timeout: LONG_MS }, () => {
  it.each(named(blocks.filter((block) => !isSynth(block))))('$first', async ({ block }) => {
    await (isDeploy(block) ? expectToNeedAccount(block) : expectAsShown(block));
  });

  it.each(named(blocks.filter(isSynth)))('R1.2 $first', async ({ block }) => {
    await expectAsShown(block);
  });

  it.skipIf(!isAwsThere)(
    'fills a secret with the real aws too, where it is on the PATH',
    async () => {
      const name = secretName('dev', 'richpanel/webhook_token');
      const versions = () => shell.standIn.state.secrets.get(name)?.versions.length ?? 0;
      const line = blocks.flatMap(({ lines }) => lines).find((one) => one.includes(name));
      const before = versions();

      const result = await shell.run(line ?? '', true);

      expect(result, result.output).toMatchObject({ code: 0 });
      expect(versions()).toBe(before + 1);
      expect((await shell.run('npx rpmw secrets fingerprint --env dev')).code).toBe(0);
    },
  );

  it('leaves nothing by hand but the organisation, its trail and the profiles', () => {
    const byHand = blocksOf(page).filter(({ info }) => info === 'sh by-hand');
    const lines = byHand.flatMap(({ text }) => text.trim().split('\n'));

    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((one) => !/^aws (organizations|cloudtrail|configure) /.test(one))).toEqual(
      [],
    );
  });

  it('has no other blocks than those that are run, compared, parsed or done by hand', () => {
    const known = /^(sh|sh exit-1|sh by-hand|text|json (dev|staging|prod))$/;

    expect(blocksOf(page).filter(({ info }) => !known.test(info))).toEqual([]);
  });
});

const settingsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const vendorBlocks = blocksOf(page).flatMap(({ info, text }) => {
  const environment = ENVIRONMENT_NAMES.find((name) => info === `json ${name}`);
  return environment === undefined ? [] : [{ environment, text: text.trim() }];
});

function withVendors(environment: EnvironmentName, text: string) {
  const { registry } = loadConfig(shell.configDir);
  const own = registry.environments[environment];
  const vendors = { ...own.vendors, ...settingsSchema.parse(JSON.parse(text)) };
  const environments = { ...registry.environments, [environment]: { ...own, vendors } };
  return parseRegistry({ ...registry, environments });
}

describe('R6.1 R6.2 R6.3 R7.1 R8.1 the vendors of docs/environments.md', () => {
  it.each(vendorBlocks)('$environment may have $text', ({ environment, text }) => {
    expect(withVendors(environment, text)).toMatchObject({ ok: true });
  });

  it('shows the three options of Richpanel in their order', () => {
    const modes = vendorBlocks.flatMap(
      ({ text }) => /"richpanel": \{ "mode": "([^"]+)"/.exec(text)?.[1] ?? [],
    );

    expect(modes).toEqual(['sandbox-workspace', 'test-tickets', 'stub']);
  });
});

/** Every check that a preflight can have: a wrong account leaves each of them out by name. */
async function allCheckIds(): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const environment of ENVIRONMENT_NAMES) {
    for (const isProbing of [true, false]) {
      const account = createFakeAccount(environment);
      account.caller = { outcome: 'caller', accountId: '999988887777', serverTimeMs: 0 };
      const checks = await runPreflight(
        {
          ...{ environment, isProbing, scope: 'all', region: REGION, routing: ROUTING },
          ...{ identityKind: 'account', expectAccount: null, openStagingReason: null },
          registry: registryOf(ENVIRONMENT_NAMES),
          fingerprints: fingerprintsOnFile,
          workspaces: () => ({ schemaVersion: 1, environments: {} }),
        },
        {
          ...account.deps,
          openProbes: () => Promise.reject(new Error('no vendor is asked')),
          richpanelRate: { capacity: 50, windowMs: 30_000 },
          isStoreWritable: async () => true,
          recordOpenStaging: async () => undefined,
        },
      );
      for (const { id } of checks) ids.add(id);
    }
  }
  return ids;
}

/** Secrets and templates are many, and one row each. */
function familyOf(id: string): string {
  const secret = SECRET_IDS.find((one) => id.startsWith(`secret.${one}`));
  if (secret !== undefined) return id.replace(secret, '<id>');
  return id.replace(/^(flag\.template_enabled\/).*/, '$1<id>');
}

async function helpOf(args: readonly string[]): Promise<string> {
  let help = '';
  const out = (text: string) => {
    help += text;
  };
  const surface = createLocalSurface(process);
  await runRpmw([...args, '--help'], { ...surface, console: { ...surface.console, out } });
  return help;
}

describe('docs/environments.md is whole', () => {
  it('R2.2 has a row for every check', async () => {
    const families = new Set([...(await allCheckIds())].map(familyOf));

    expect(families.size).toBeGreaterThan(20);
    expect([...families].filter((family) => !page.includes(`\`${family}\``))).toEqual([]);
  });

  it.each(['account', 'secrets', 'all'])('names every option of preflight %s', async (scope) => {
    const options = [...(await helpOf(['preflight', scope])).matchAll(/^ +(--[a-z-]+)/gm)];
    const names = options.map(([, name]) => name ?? '');

    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('names every secret that an environment can need', () => {
    expect(SECRET_IDS.filter((id) => !page.includes(`| \`${id}\` |`))).toEqual([]);
  });

  it('names no code that docs/errors.md does not explain', () => {
    const codes = [...page.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(
      ([, code]) => code ?? '',
    );
    const explained = codesInTable(read('docs/errors.md'));
    const ours = codes.filter((code) => !/^(AWS|RPMW)_/.test(code));

    expect(ours.length).toBeGreaterThan(40);
    expect(ours.filter((code) => !explained.includes(code))).toEqual([]);
  });

  it.each(['docs/environments.md', 'README.md'])(
    '%s maps the two commands of the founding document',
    (file) => {
      const lines = blocks.flatMap(({ lines: all }) => all);
      const rows = [...read(file).matchAll(/^\| `(python scripts\/[^`]+)` \| `([^`]+)` \|$/gm)];

      expect(rows.map(([, theirs]) => theirs)).toEqual([
        'python scripts/aws_account_preflight.py --env dev --region us-east-2',
        'python scripts/secrets_preflight.py --env dev --region us-east-2 --out artifacts/preflight_dev.json',
      ]);
      expect(rows.filter(([, , ours]) => !lines.includes(ours ?? ''))).toEqual([]);
    },
  );
});

describe('the pages', () => {
  const files = globSync(['*.md', 'docs/**/*.md'], { cwd: PROJECT });

  it.each(files)('every link of %s leads somewhere', (file) => {
    expect(deadLinks(path.join(PROJECT, file))).toEqual([]);
  });
});
