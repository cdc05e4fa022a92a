import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../../src/core/environment/names.ts';
import { type Registry, registrySchema } from '../../../src/core/environment/registry.ts';
import { TEST_ACCOUNT, TEST_REGION } from '../aws-stand-in/account-fixture.ts';

const OWN_CONFIG = fileURLToPath(new URL('../../../config', import.meta.url));

export const ACCOUNT_IDS: Readonly<Record<EnvironmentName, string>> = {
  dev: TEST_ACCOUNT,
  staging: '333344445555',
  prod: '444455556666',
};

/** `stub`: the vendors of dev and staging are stubs, as they come. `live`: every vendor of every environment is real. */
export type Modes = 'stub' | 'live';

type Vendors = Registry['environments']['dev']['vendors'];
const SHOP = {
  mode: 'live-read',
  shopDomain: 'example-shop.myshopify.com',
  apiVersion: '2026-07',
} as const;
const LIVE_MODEL = { mode: 'live', name: 'gpt-5-mini' } as const;

function vendorsOf(environment: EnvironmentName, modes: Modes): Vendors {
  const mode = environment === 'prod' ? 'live' : 'sandbox-workspace';
  return modes === 'live' || environment === 'prod'
    ? { richpanel: { mode }, shopify: SHOP, model: LIVE_MODEL }
    : { richpanel: { mode: 'stub' }, shopify: { mode: 'stub' }, model: { mode: 'embedded' } };
}

/** Reads, changes and writes one JSON file of a folder. The change sees whatever is there. */
export function changeJson(dir: string, file: string, change: (json: unknown) => unknown): void {
  const path = join(dir, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}

/** Changes the registry of a folder. The change may make it wrong. */
export function changeRegistry(dir: string, change: (registry: Registry) => unknown): void {
  changeJson(dir, 'environments.json', (json) => change(registrySchema.parse(json)));
}

/** Copies a folder of configuration. */
export function copyConfig(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

/** The project's own configuration with account ids that are no placeholders. */
export function createConfigFolder(dir: string, modes: Modes): string {
  copyConfig(OWN_CONFIG, dir);
  changeRegistry(dir, ({ environments, ...registry }) => {
    const entries = ENVIRONMENT_NAMES.map((name) => {
      const own = { accountId: ACCOUNT_IDS[name], region: TEST_REGION };
      return [name, { ...environments[name], ...own, vendors: vendorsOf(name, modes) }];
    });
    return { ...registry, environments: Object.fromEntries(entries) };
  });
  return dir;
}
