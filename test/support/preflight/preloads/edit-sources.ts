import { registerHooks } from 'node:module';
import { z } from 'zod';
import { EDITS_VARIABLE, editsSchema } from '../canary/edits.ts';

/**
 * Loaded into a child before the program: takes single lines of redaction out of its sources, on the way from the
 * disk into memory. An edit that no longer fits ends the child, so that no test passes on an edit that did nothing.
 */
const edits = editsSchema.parse(JSON.parse(process.env[EDITS_VARIABLE] ?? '[]'));
const sourceSchema = z.union([z.string(), z.instanceof(Uint8Array)]);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const fitting = edits.filter(({ file }) => url.endsWith(file));
    if (fitting.length === 0) return loaded;
    const given = sourceSchema.parse(loaded.source);
    const text = typeof given === 'string' ? given : new TextDecoder().decode(given);
    const source = fitting.reduce((before, { file, from, to }) => {
      if (!before.includes(from)) throw new Error(`nothing to edit in ${file}`);
      return before.replaceAll(from, to);
    }, text);
    return { ...loaded, source };
  },
});
