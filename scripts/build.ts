/** Bundles every entry, each into one file under dist/, for places that run without node_modules. */
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const PROJECT = path.resolve(import.meta.dirname, '..');
/** CommonJS packages inside an ES module bundle still call `require` for node's own modules. */
const REQUIRE_SHIM =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function main(): Promise<void> {
  const entryPoints = globSync('src/entry/*.ts', {
    cwd: PROJECT,
    exclude: (file) => file.endsWith('.test.ts'),
  });
  if (entryPoints.length === 0) throw new Error('src/entry holds nothing to build');
  rmSync(path.join(PROJECT, 'dist'), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: entryPoints.sort(),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: REQUIRE_SHIM },
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    if (file.endsWith('.mjs')) console.log(`${file}: ${Math.ceil(bytes / 1024)} KB`);
  }
}

await main();
