import type { Migration } from './migration.ts';

/**
 * The rows carry the outcome of the decision that ended them, and what was `parked` is `unconfirmed`. Older rows get the
 * outcome that was read from their codes until now: `hold` when every code is one of a rule that holds.
 */
export const migration = {
  version: 7,
  name: 'effect-outcomes',
  sql: `
    ALTER TABLE effects ADD COLUMN outcome TEXT CHECK (outcome IN ('hold', 'deny'));

    UPDATE effects SET outcome = 'deny' WHERE state IN ('refused', 'withdrawn');
    UPDATE effects SET outcome = 'hold'
      WHERE state IN ('refused', 'withdrawn') AND json_array_length(codes) > 0
        AND NOT EXISTS (SELECT 1 FROM json_each(effects.codes) WHERE value NOT IN (
          'OPERATOR_ANSWERED', 'TICKET_CLOSED', 'ALREADY_AUTO_REPLIED', 'CAP_TICKET', 'CAP_CUSTOMER',
          'CAP_EVENT', 'TEMPLATE_REPEATED', 'EVENT_TOO_OLD', 'RULE_THREW', 'MESSAGE_SUPERSEDED'));

    UPDATE effects SET state = 'unconfirmed' WHERE state = 'parked';
    DROP INDEX effects_parked;
    CREATE INDEX effects_unconfirmed ON effects (created_at_ms) WHERE state = 'unconfirmed';
  `,
} satisfies Migration;
