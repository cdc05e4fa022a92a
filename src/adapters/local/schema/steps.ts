/**
 * Every step of the schema, oldest first; `PRAGMA user_version` says how many were applied. Add at the end; never edit
 * one that was released. A step is one or more statements without `BEGIN`, `COMMIT` or `PRAGMA`.
 */
export const SCHEMA_STEPS: readonly string[] = [
  // 1 jobs: `jobs` has no index but its key: order, lanes, leases and the ids of live jobs are kept in memory by the
  // one process that owns the queue, so that accepting a job only appends. AUTOINCREMENT, because order and the
  // detection of rows of other processes need keys that never come back.
  `
    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, lane TEXT NOT NULL, coalescing_key TEXT,
      body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, deliveries INTEGER NOT NULL DEFAULT 1,
      was_claimed INTEGER NOT NULL DEFAULT 0, due_at_ms INTEGER NOT NULL DEFAULT 0,
      enqueued_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE dead_letters (
      dead_seq INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL,
      coalescing_key TEXT, body TEXT NOT NULL, attempts INTEGER NOT NULL, deliveries INTEGER NOT NULL,
      code TEXT NOT NULL, dead_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE spent_job_ids (
      job_id TEXT PRIMARY KEY, spent_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
  // 2 ledger: `facts` holds, as JSON, the fields of an entry that no statement looks at. `window` is the number of
  // the checkpoint that is written next; it and the last three columns of a head steer checkpoints and expiry and are
  // no part of the chain. `sweep_at_ms` is when the oldest entry of the chain may go.
  `
    CREATE TABLE ledger_entries (
      position INTEGER PRIMARY KEY, chain TEXT NOT NULL, seq INTEGER NOT NULL, window INTEGER NOT NULL,
      at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL,
      facts TEXT NOT NULL, UNIQUE (chain, seq)
    ) STRICT;
    CREATE TABLE ledger_heads (
      chain TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL, window INTEGER NOT NULL, first_seq INTEGER NOT NULL,
      sweep_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_heads_by_window ON ledger_heads (window, chain);
    CREATE INDEX ledger_heads_by_sweep ON ledger_heads (sweep_at_ms);
  `,
  // 3 effects: `counted_at_ms` is when a reply counts for the caps: its last reservation or send.
  `
    CREATE TABLE effects (
      ticket_ref TEXT NOT NULL, message_ref TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('talk', 'close')), state TEXT NOT NULL, version INTEGER NOT NULL,
      template_id TEXT NOT NULL, codes TEXT NOT NULL, baseline_refs TEXT NOT NULL, looks INTEGER NOT NULL,
      customer_ref TEXT, created_at_ms INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL,
      counted_at_ms INTEGER NOT NULL, PRIMARY KEY (ticket_ref, message_ref, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX effects_by_customer ON effects (customer_ref, counted_at_ms)
      WHERE customer_ref IS NOT NULL AND kind = 'talk';
    CREATE INDEX effects_parked ON effects (created_at_ms) WHERE state = 'parked';
    CREATE INDEX effects_by_age ON effects (created_at_ms);
    CREATE TABLE message_writes (
      ticket_ref TEXT NOT NULL, message_ref TEXT NOT NULL, writes INTEGER NOT NULL,
      first_at_ms INTEGER NOT NULL, PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX message_writes_by_age ON message_writes (first_at_ms);
  `,
  // 4 conversations: The totals are kept apart from the rows they count, so that expiry does not lower them.
  `
    CREATE TABLE work_items (
      ticket_ref TEXT NOT NULL, message_ref TEXT NOT NULL, outcome TEXT NOT NULL, codes TEXT NOT NULL,
      intent TEXT, template_id TEXT, settled_at_ms INTEGER NOT NULL, PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX work_items_by_age ON work_items (settled_at_ms);
    CREATE TABLE settled_jobs (
      job_id TEXT PRIMARY KEY, is_settler INTEGER NOT NULL CHECK (is_settler IN (0, 1)),
      settled_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX settled_jobs_by_age ON settled_jobs (settled_at_ms);
    CREATE TABLE settle_totals (
      id INTEGER PRIMARY KEY CHECK (id = 1), handled INTEGER NOT NULL, duplicates INTEGER NOT NULL
    ) STRICT;
    INSERT INTO settle_totals (id, handled, duplicates) VALUES (1, 0, 0);
    CREATE TABLE conversations (
      ticket_ref TEXT PRIMARY KEY, is_blocked INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
      touched_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conversations_by_age ON conversations (touched_at_ms);
    CREATE TABLE conversation_replies (
      ticket_ref TEXT NOT NULL REFERENCES conversations (ticket_ref) ON DELETE CASCADE,
      message_ref TEXT NOT NULL, template_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (ticket_ref, message_ref)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unknown_tickets (
      note_id INTEGER PRIMARY KEY, ticket_ref TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX unknown_tickets_by_ticket ON unknown_tickets (ticket_ref, at_ms);
    CREATE INDEX unknown_tickets_by_age ON unknown_tickets (at_ms);
  `,
  // 5 flags: Parameters under their full name, as in every runtime (D17); and the key that references are made with.
  `
    CREATE TABLE parameters (
      name TEXT PRIMARY KEY, raw TEXT NOT NULL, version INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reference_keys (
      environment TEXT PRIMARY KEY, key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT, WITHOUT ROWID;
  `,
  // 6 begun-jobs: No row expires: each ends when its job settles, or when the job is among the dead letters.
  `
    CREATE TABLE begun_jobs (
      job_id TEXT PRIMARY KEY, ticket_ref TEXT NOT NULL, ticket_id TEXT NOT NULL, deliveries INTEGER NOT NULL,
      seen_at_ms INTEGER NOT NULL, restores INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX begun_jobs_by_age ON begun_jobs (seen_at_ms);
  `,
  // 7 effect-outcomes: The rows carry the outcome of the decision that ended them, and what was `parked` is
  // `unconfirmed`. Older rows get the outcome that was read from their codes until now: `hold` when every code is one
  // of a rule that holds.
  `
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
  // 8 job-groups: The queue without a copy in memory: one row per group says when it is due, whose lease it is under,
  // and which job is its first (`head_seq`). `job_groups_due` answers a claim alone. `due_at_ms` was 1 for an urgent
  // job, and the time of a delay for one that was put back.
  `
    ALTER TABLE dead_letters RENAME COLUMN lane TO group_ref;
    DELETE FROM jobs WHERE seq NOT IN (SELECT min(seq) FROM jobs GROUP BY job_id);
    CREATE TABLE job_groups (
      group_id INTEGER PRIMARY KEY, group_ref TEXT NOT NULL UNIQUE, due_at_ms INTEGER NOT NULL DEFAULT 0,
      is_urgent INTEGER NOT NULL, head_seq INTEGER NOT NULL, lease_token TEXT
    ) STRICT;
    -- Where min() stands, the other columns are those of its row.
    INSERT INTO job_groups (group_ref, due_at_ms, is_urgent, head_seq)
      SELECT lane, iif(due_at_ms > 1, due_at_ms, 0), due_at_ms = 1, min(seq) FROM jobs GROUP BY lane;
    CREATE INDEX job_groups_due ON job_groups (due_at_ms, is_urgent DESC, head_seq);
    ALTER TABLE jobs RENAME TO lane_jobs;
    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY, job_id TEXT NOT NULL UNIQUE, group_id INTEGER NOT NULL, coalescing_key TEXT,
      body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, deliveries INTEGER NOT NULL,
      was_claimed INTEGER NOT NULL, is_urgent INTEGER NOT NULL, enqueued_at_ms INTEGER NOT NULL
    ) STRICT;
    INSERT INTO jobs
      SELECT seq, job_id, group_id, coalescing_key, body, attempts, deliveries, was_claimed, lane_jobs.due_at_ms = 1,
        enqueued_at_ms
      FROM lane_jobs JOIN job_groups ON group_ref = lane;
    CREATE INDEX jobs_by_group ON jobs (group_id);
    DROP TABLE lane_jobs;
  `,
  // 9 settled-deliveries: What a job stood for is kept with the job; totals of all time told nobody anything.
  `
    ALTER TABLE settled_jobs ADD COLUMN deliveries INTEGER NOT NULL DEFAULT 1;
    DROP TABLE settle_totals;
    ALTER TABLE begun_jobs RENAME COLUMN restores TO recoveries;
  `,
];
