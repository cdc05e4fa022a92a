import * as effectBugs from './plantings/effect-bugs.ts';
import * as helpdeskBugs from './plantings/helpdesk-bugs.ts';
import * as queueBugs from './plantings/queue-bugs.ts';
import * as storeBugs from './plantings/store-bugs.ts';
import * as wireBugs from './plantings/wire-bugs.ts';
import type { Planting } from './simulated-process.ts';
import type { Verdict } from './verdicts.ts';

export interface PlantedBug {
  readonly name: string;
  readonly planting: Planting;
  /** The verdicts by which it may be known. */
  readonly verdicts: readonly Verdict[];
}

const SENDING: readonly PlantedBug[] = [
  {
    name: 'the lock is dropped',
    planting: { effects: effectBugs.dropLock },
    verdicts: ['SENT_TWICE', 'ROW_DISAGREES', 'OUTCOME_DISAGREES'],
  },
  {
    name: 'sent before intended',
    planting: { effects: effectBugs.sendBeforeIntended },
    verdicts: ['SEND_WITHOUT_LOCK'],
  },
  {
    name: 'a write is retried on 500',
    planting: { wire: wireBugs.retryOn500 },
    verdicts: ['SENT_TWICE', 'WRITE_WITHOUT_ALLOW'],
  },
  {
    name: 'our comment is known by its text',
    planting: { helpdesk: helpdeskBugs.matchByText },
    verdicts: ['ROW_DISAGREES', 'LOOP_TAG_WITHOUT_REPLY'],
  },
  {
    name: 'a failure is taken for unsent',
    planting: { helpdesk: helpdeskBugs.believeFailures },
    verdicts: ['SENT_TWICE', 'ROW_DISAGREES', 'OUTCOME_DISAGREES'],
  },
  {
    name: 'open rows are forgotten when the customer writes again',
    planting: { effects: effectBugs.forgetOpenRows },
    verdicts: ['ROW_ABANDONED'],
  },
  {
    name: 'the caps are not looked at',
    planting: { effects: effectBugs.countNothing },
    verdicts: ['CAP_EXCEEDED'],
  },
  {
    name: 'one ticket id for all that a worker does',
    planting: { helpdesk: helpdeskBugs.shareTicketId },
    verdicts: ['SEND_TO_OTHER_TICKET'],
  },
];

const JUDGING: readonly PlantedBug[] = [
  {
    name: 'the scope is not looked at',
    planting: { helpdesk: helpdeskBugs.ignoreScope },
    verdicts: ['WRITE_OUT_OF_SCOPE'],
  },
  {
    name: 'flags are read once',
    planting: { flags: storeBugs.cacheFlags },
    verdicts: ['WRITE_AFTER_KILL'],
  },
  {
    name: 'the ledger follows later',
    planting: { ledger: storeBugs.ledgerBehind },
    verdicts: ['WRITE_WITHOUT_ALLOW'],
  },
  {
    name: 'a ticket is read once',
    planting: { helpdesk: helpdeskBugs.rememberReads },
    verdicts: ['WRITE_WITHOUT_OWN_READ'],
  },
  {
    name: 'an id is written otherwise than it was read',
    planting: { helpdesk: helpdeskBugs.stripIds },
    verdicts: ['WRITE_WITHOUT_READ'],
  },
  {
    name: 'closed tickets are not seen',
    planting: { helpdesk: helpdeskBugs.ignoreClosed },
    verdicts: ['SENT_ALTHOUGH_CLOSED'],
  },
  {
    name: 'operators are not seen',
    planting: { helpdesk: helpdeskBugs.ignoreOperators },
    verdicts: ['SENT_ALTHOUGH_TAKEN_OVER'],
  },
  {
    name: 'what we said before is forgotten',
    planting: { helpdesk: helpdeskBugs.forgetOurWords, conversations: storeBugs.forgetReplies },
    verdicts: ['SENT_AGAIN'],
  },
  {
    name: 'one 404 blocks a ticket',
    planting: { helpdesk: helpdeskBugs.blockOn404 },
    verdicts: ['WRONGLY_BLOCKED'],
  },
];

const ROUTING: readonly PlantedBug[] = [
  {
    name: 'mw-test is written back',
    planting: { helpdesk: helpdeskBugs.writeWholeTags },
    verdicts: ['TEST_TAG_WRITTEN'],
  },
  {
    name: 'the tags of a reply come first',
    planting: { helpdesk: helpdeskBugs.tagTooEarly },
    verdicts: ['LOOP_TAG_WITHOUT_REPLY'],
  },
  {
    name: 'a call is taken for done',
    planting: { helpdesk: helpdeskBugs.believeTags },
    verdicts: ['ROUTED_NOWHERE'],
  },
  {
    name: 'a call is misspelt',
    planting: { wire: wireBugs.misspell },
    verdicts: ['UNKNOWN_CALL'],
  },
];

const QUEUEING: readonly PlantedBug[] = [
  {
    name: 'acknowledged before the commit',
    planting: { queue: queueBugs.ackBeforeCommit },
    verdicts: ['DELIVERY_LOST'],
  },
  {
    name: 'completed when handed out',
    planting: { queue: queueBugs.completeEarly },
    verdicts: ['DELIVERY_LOST'],
  },
  {
    name: 'no groups',
    planting: { queue: queueBugs.dropGroups },
    verdicts: ['GROUP_SHARED'],
  },
  {
    name: 'what failed goes to the end of its group',
    planting: { queue: queueBugs.requeueLast },
    verdicts: ['GROUP_REORDERED'],
  },
  {
    name: 'the first failure buries a job',
    planting: { queue: queueBugs.buryAtOnce },
    verdicts: ['DIED_EARLY'],
  },
  {
    name: 'a delivery joins a job that somebody works on',
    planting: { queue: queueBugs.joinRunningJobs },
    verdicts: ['MESSAGE_MISSED'],
  },
];

const SETTLING: readonly PlantedBug[] = [
  {
    name: 'every attempt settles anew',
    planting: { conversations: storeBugs.settleAnew },
    verdicts: ['COUNTED_TWICE'],
  },
  {
    name: 'nothing is settled',
    planting: { conversations: storeBugs.settleNothing },
    verdicts: ['TICKET_WITHOUT_END'],
  },
  {
    name: 'reasons are dropped',
    planting: { conversations: storeBugs.dropReasons },
    verdicts: ['NO_REASON'],
  },
  {
    name: 'what had a template is called replied',
    planting: { conversations: storeBugs.callItReplied },
    verdicts: ['OUTCOME_DISAGREES'],
  },
  {
    name: 'a 404 is never counted',
    planting: { conversations: storeBugs.forgetUnknown },
    verdicts: ['NEVER_DRY'],
  },
];

/** Bugs that the simulation must find. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...SENDING,
  ...JUDGING,
  ...ROUTING,
  ...QUEUEING,
  ...SETTLING,
];

/** Verdicts that no port can be made to deserve, and how each was seen to be given. */
export const NOT_PLANTED: Readonly<Partial<Record<Verdict, string>>> = {
  LEDGER_BROKEN: 'an entry of a finished run was altered in the store by hand',
  WORKER_ENDED: 'the catch of the loop was taken out by hand',
};
