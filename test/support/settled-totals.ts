import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const totalsSchema = z.object({ handled: z.int(), duplicates: z.int() });

const SETTLED_TOTALS = `SELECT coalesce(sum(deliveries), 0) AS handled,
  coalesce(sum(deliveries - is_settler), 0) AS duplicates FROM settled_jobs`;

/**
 * Deliveries whose work item is settled, and those among them that met a work item settled by another job, or joined a
 * job; read past the adapters.
 */
export function readSettledTotals(sqlite: DatabaseSync) {
  return totalsSchema.parse(sqlite.prepare(SETTLED_TOTALS).get());
}
