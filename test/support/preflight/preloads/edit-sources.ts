import { registerHooks } from 'node:module';
import { z } from 'zod';
import { EDITS_VARIABLE, editsSchema, NOTHING_TO_EDIT } from '../canary/edits.ts';

/**
 * Loaded into a child before the program: takes single lines of redaction out of its sources, on the way from the
 * disk into memory. An edit that does not fit, or whose file is never loaded, is named on stderr: no test may pass on an
 * edit that did nothing.
 */
const edits = editsSchema.parse(JSON.parse(process.env[EDITS_VARIABLE] ?? '[]'));
const unused = new Set(edits);
const sourceSchema = z.union([z.string(), z.instanceof(Uint8Array)]);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const fitting = edits.filter(({ file }) => url.endsWith(file));
    if (fitting.length === 0) return loaded;
    const given = sourceSchema.parse(loaded.source);
    const text = typeof given === 'string' ? given : new TextDecoder().decode(given);
    const source = fitting.reduce((before, edit) => {
      const { file, from, to } = edit;
      unused.delete(edit);
      if (!before.includes(from)) throw new Error(`${NOTHING_TO_EDIT} in ${file}`);
      return before.replaceAll(from, to);
    }, text);
    return { ...loaded, source };
  },
});

process.on('exit', () => {
  for (const { file } of unused) process.stderr.write(`${NOTHING_TO_EDIT} in ${file}\n`);
});
