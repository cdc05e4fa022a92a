/** What must never be, by the name under which a seed fails, and what holds instead. */
export const VERDICTS = {
  WRITE_WITHOUT_READ: 'a worker writes on no ticket that it did not read',
  WRITE_OUT_OF_SCOPE: 'the last read before a write showed a ticket of ours (R6.2)',
  WRITE_WITHOUT_OWN_READ: 'in test-ticket mode every write follows a read of its own',
  WRITE_WITHOUT_ALLOW: 'no exact request is sent more often than the ledger allowed it before',
  WRITE_AFTER_KILL:
    'at most one write of a running worker follows a flag, none of one that starts later',
  TEST_TAG_WRITTEN: 'we never add or remove mw-test (I10)',
  LOOP_TAG_WITHOUT_REPLY: 'the tags of a reply follow the reply (incident 13)',
  SEND_WITHOUT_LOCK: 'a row that says sending, or later, stands before every send',
  SEND_TO_OTHER_TICKET: 'that row is the row of the ticket that is written on',
  SENT_ALTHOUGH_CLOSED: 'nothing is said on a ticket that was last seen closed',
  SENT_ALTHOUGH_TAKEN_OVER: 'nothing is said where a person was last seen to have answered',
  SENT_AGAIN: 'nothing is said where we were last seen to have spoken',
  SENT_TWICE: 'no customer message gets two customer-visible effects of one kind (I9)',
  GROUP_SHARED: 'no two leases on one group, nor on one job, at a time',
  GROUP_REORDERED:
    'no job is handed out while one that was accepted before it in its group has not ended',
  DIED_EARLY: 'what may succeed later is tried until its attempts are used up',
  WORKER_ENDED: 'a worker goes on whatever fails',
  NEVER_DRY: 'when nothing goes wrong any more, all work comes to an end',
  ROW_DISAGREES: 'the row of an effect says what the vendor did',
  ROW_ABANDONED: 'a send of unknown outcome is found out, or a person is told',
  DELIVERY_LOST: 'every delivery that was accepted is settled or a dead letter',
  COUNTED_TWICE: 'no delivery is counted twice',
  TICKET_WITHOUT_END: 'every ticket that was announced ends in a work item or a dead letter',
  NO_REASON: 'what is held, ignored or only observed says why',
  OUTCOME_DISAGREES: 'what is called replied was replied to, and what was replied to is called so',
  WRONGLY_BLOCKED: 'a ticket that never left our scope is not given up',
  MESSAGE_MISSED: 'a message that was announced after it was written is worked on',
  ROUTED_NOWHERE: 'what is called routed has the tag of a team',
  CAP_EXCEEDED: 'not more answers on a ticket, nor to a customer, than the caps allow',
  LEDGER_BROKEN: 'the ledger verifies',
  UNKNOWN_CALL: 'the helpdesk knows every call',
} as const;

export type Verdict = keyof typeof VERDICTS;
