import { z } from 'zod';

/** What `kill` says when no worker has confirmed the new values. */
export const UNCONFIRMED = 'written and re-read but not yet confirmed';

const resultSchema = z.object({
  targets: z.array(
    z.object({ flag: z.string(), before: z.string(), after: z.string(), result: z.string() }),
  ),
  confirmedSeconds: z.number().nullable(),
});

/** The one JSON object of `kill --json`. */
export const resultOf = (stdout: string) => resultSchema.parse(JSON.parse(stdout));
