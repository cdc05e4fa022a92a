/**
 * Writes every generated file. With --check it writes nothing and fails when one differs. --out DIR writes, or
 * compares with, another folder than the project.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateConfigSchemas } from './generators/config-schemas.ts';
import type { GeneratedFile } from './generators/generated-file.ts';
import { generateRequirements } from './generators/requirements.ts';
import { generateSafetyMatrix } from './generators/safety-matrix.ts';
import { generateWebhookPage } from './generators/webhook-page.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');

/** All generators. Each gets the root of the project and answers with the files it owns. */
const GENERATORS: readonly ((root: string) => Promise<readonly GeneratedFile[]>)[] = [
  generateRequirements,
  generateConfigSchemas,
  generateSafetyMatrix,
  generateWebhookPage,
];

function differs(target: string, content: string): boolean {
  return !existsSync(target) || readFileSync(target, 'utf8') !== content;
}

function write(target: string, content: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      out: { type: 'string', default: PROJECT },
    },
  });
  const files = (await Promise.all(GENERATORS.map((generate) => generate(PROJECT)))).flat();
  const targets = files.map((file) => ({ ...file, target: path.join(options.out, file.path) }));
  const stale = targets.filter(({ target, content }) => differs(target, content));
  for (const { target, content, path: name } of stale) {
    if (!options.check) write(target, content);
    console.log(`${options.check ? 'differs' : 'wrote'}: ${name}`);
  }
  console.log(
    `${files.length} generated files, ${stale.length} ${options.check ? 'differ' : 'written'}`,
  );
  if (options.check && stale.length > 0) {
    console.error('Run "npm run generate" and look at what changes.');
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
