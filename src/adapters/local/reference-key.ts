import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EnvironmentName } from '../../core/environment/names.ts';
import { REFERENCE_KEY_BYTES } from '../../core/runtime/references.ts';
import type { LocalDatabase } from './database.ts';
import { fromStored } from './stored-values.ts';

const keyRowSchema = z.strictObject({
  key: z.instanceof(Uint8Array).refine((key) => key.length === REFERENCE_KEY_BYTES),
});

/**
 * Gives the key that references of `environment` are made with, and creates it on first use. All callers and all
 * processes of one store get the same key: the first one that was written stays. It never leaves the machine; never
 * log it.
 */
export async function loadReferenceKey(
  db: LocalDatabase,
  environment: EnvironmentName,
  createKey: () => Uint8Array = () => randomBytes(REFERENCE_KEY_BYTES),
): Promise<Uint8Array> {
  const select = db.sqlite.prepare('SELECT key FROM reference_keys WHERE environment = ?');
  const existing = select.get(environment);
  if (existing !== undefined) return fromStored(keyRowSchema, existing).key;
  const insert = db.sqlite.prepare(
    'INSERT INTO reference_keys (environment, key) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const key = createKey();
  const row = await db.write(() => {
    insert.run(environment, key);
    return select.get(environment);
  });
  return fromStored(keyRowSchema, row).key;
}
