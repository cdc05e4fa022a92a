import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { vendorModesOf } from '../../src/core/environment/registry.ts';
import {
  requiredSecrets,
  secretName,
  TAG_KEYS,
} from '../../src/core/environment/resource.names.ts';
import { storeSecret } from '../support/aws-stand-in/state.ts';
import { type CommandBlock, commandBlocksOf, comparable } from '../support/docs/page.ts';
import { hasAws, type LineResult, openPageShell, type PageShell } from '../support/docs/shell.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(PROJECT, 'docs/environments.md'), 'utf8');
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

describe('R2.1 R2.2 docs/environments.md does what it says', () => {
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
});
