import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load-config.ts';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import { parseRegistry } from '../../src/core/environment/registry.ts';
import { SECRET_IDS } from '../../src/core/environment/resource.names.ts';
import { runPreflight } from '../../src/core/preflight/run-preflight.ts';
import { blocksOf, commandBlocksOf, deadLinks } from '../support/docs/page.ts';
import { runInProcess } from '../support/in-process.ts';
import {
  createFakeAccount,
  fingerprintsOnFile,
  REGION,
  ROUTING,
  registryOf,
} from '../support/preflight-fixture.ts';
import { codesInTable } from './error-codes.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
const page = read('docs/environments.md');
const blocks = commandBlocksOf(page);

describe('R2.1 R2.2 the blocks of docs/environments.md', () => {
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
  const { registry } = loadConfig(path.join(PROJECT, 'config'));
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

describe('docs/environments.md is whole', () => {
  it('R2.2 has a row for every check', async () => {
    const families = new Set([...(await allCheckIds())].map(familyOf));

    expect(families.size).toBeGreaterThan(20);
    expect([...families].filter((family) => !page.includes(`\`${family}\``))).toEqual([]);
  });

  it.each(['account', 'secrets', 'all'])('names every option of preflight %s', async (scope) => {
    const { stdout } = await runInProcess('rpmw', ['preflight', scope, '--help']);
    const options = [...stdout.matchAll(/^ +(--[a-z-]+)/gm)];
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
