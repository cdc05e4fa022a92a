import { cpSync, existsSync, globSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import {
  BUNDLE_FILE,
  BUNDLED_CONFIG_FOLDER,
  type HandlerId,
  LAMBDA_HANDLERS,
} from './handlers.names.ts';

/** CommonJS packages inside an ES module bundle still call `require` for node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Zod brings its messages in forty languages, a quarter of a bundle; the English ones are imported by themselves. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** A function's folder as it is uploaded, and the size of the code in it. */
export interface Bundle {
  readonly id: HandlerId;
  readonly folder: string;
  readonly sizeBytes: number;
}

/** Handlers whose composition root does not exist. */
export function missingHandlers(projectDir: string): readonly string[] {
  return LAMBDA_HANDLERS.filter(({ entry }) => !existsSync(join(projectDir, entry))).map(
    ({ entry }) => entry,
  );
}

/**
 * Bundles every function once, for all environments, with the AWS SDK that the lock pins and the configuration that
 * was checked. On this machine: no container, no network. The same source gives the same bytes.
 */
export function bundleHandlers(
  projectDir: string,
  configDir: string,
  outDir: string,
): Promise<readonly Bundle[]> {
  return Promise.all(
    LAMBDA_HANDLERS.map(async ({ id, entry }) => {
      const folder = join(outDir, id);
      const { metafile } = await build({
        absWorkingDir: projectDir,
        entryPoints: [entry],
        outfile: join(folder, BUNDLE_FILE),
        bundle: true,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        // Modules can be shaken and CommonJS cannot; node's own preference would be CommonJS.
        mainFields: ['module', 'main'],
        minify: true,
        // The names of our error classes are on the log.
        keepNames: true,
        banner: { js: REQUIRE_SHIM },
        plugins: [englishOnly],
        metafile: true,
        logLevel: 'warning',
      });
      copyConfiguration(configDir, join(folder, BUNDLED_CONFIG_FOLDER));
      const outputs = Object.values(metafile.outputs);
      return { id, folder, sizeBytes: outputs.reduce((total, { bytes }) => total + bytes, 0) };
    }),
  );
}

function copyConfiguration(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of globSync('*.json', { cwd: from }))
    cpSync(join(from, file), join(to, basename(file)));
}
