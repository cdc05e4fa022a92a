import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps what was compiled beside the packages, so that the next start takes half as long. Not in the folder for temporary
 * files: code that is run must not come from where everybody may write. Where it cannot be written, nothing is kept.
 */
export function keepCompiled() {
  nodeModule.enableCompileCache?.(
    fileURLToPath(new URL('../node_modules/.cache/rpmw', import.meta.url)),
  );
}
