/** One thing that must be proved, and where its id comes from. */
export interface Requirement {
  readonly id: string;
  readonly text: string;
}

/** What the product must do. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'R1.1',
    text: 'Three environments, dev, staging and prod, each in its own account; a wrong name refuses to start.',
  },
  { id: 'R1.2', text: 'The account structure is described and its guard rails come as code.' },
  {
    id: 'R2.1',
    text: 'Account preflight: the real account and region are compared with what the environment expects.',
  },
  {
    id: 'R2.2',
    text: 'Secrets preflight: every required secret and flag exists, can be read and is plausible.',
  },
  {
    id: 'R2.3',
    text: 'Preflight output holds no secret, no part of one, no session name and no e-mail.',
  },
  {
    id: 'R2.4',
    text: 'Preflight stands before everything that uses an account; nothing reaches an account without it.',
  },
  {
    id: 'R3.1',
    text: 'In dev vendors are stubs, no customer data is needed, and synthetic webhooks can be run.',
  },
  { id: 'R4.1', text: 'Staging starts route-only with automation off, and with vendor stubs.' },
  {
    id: 'R5.1',
    text: 'Prod is enabled step by step, and each step has entry criteria that are measured.',
  },
  { id: 'R6.1', text: 'A helpdesk key of one environment is refused in another.' },
  {
    id: 'R6.2',
    text: 'In a shared workspace only test tickets are touched; every other one gets zero writes.',
  },
  {
    id: 'R6.3',
    text: 'Stubs answer every helpdesk call, held to the same contract as recorded vendor answers.',
  },
  {
    id: 'R7.1',
    text: 'The shop is read only: a write cannot be expressed, and a write scope fails preflight.',
  },
  { id: 'R7.2', text: 'Order facts go out only on a deterministic match with their owner.' },
  { id: 'R8.1', text: 'The model stores nothing, and its prompts are pinned.' },
  { id: 'R8.2', text: 'Continuous integration never calls a vendor.' },
  { id: 'R8.3', text: 'Prompts and answers are never logged.' },
  { id: 'R9.1', text: 'Secrets are separate per environment, compared by fingerprint only.' },
  {
    id: 'R9.2',
    text: 'Flags exist everywhere, and a missing, wrong, unreadable or stale one ends safe.',
  },
  { id: 'R9.3', text: 'Logs are redacted everywhere.' },
  { id: 'R10.1', text: 'Every resource carries its tags.' },
  {
    id: 'R11.1',
    text: 'Safety defaults are explicit, staging runs without a live write, promotion is defined.',
  },
];

/** Safety defects of an earlier system that must stay impossible. */
export const DEFECTS: readonly Requirement[] = [
  { id: 'D1', text: "Another customer's order was answered: no check of ownership." },
  {
    id: 'D2',
    text: 'The first or newest of several orders was disclosed; text in the message drove the look-up.',
  },
  {
    id: 'D3',
    text: 'A ticket whose newest comment was an operator’s was closed and tagged as answered.',
  },
  { id: 'D4', text: 'Every order-status reply closed its ticket.' },
  { id: 'D5', text: 'A missing or misspelt flag meant "on".' },
  { id: 'D6', text: 'Deliveries got random ids, so nothing was recognised as a duplicate.' },
  {
    id: 'D7',
    text: 'Work was marked done before it was; sends were retried after an unknown outcome.',
  },
  { id: 'D8', text: 'Safe mode stopped routing too.' },
  { id: 'D9', text: 'A rate limit slept inside the worker and the queue stood still.' },
  {
    id: 'D10',
    text: 'Unredacted text went to the model, and excerpts of it were stored and logged.',
  },
  {
    id: 'D11',
    text: 'The token was compared in variable time, without rotation; test fields changed production.',
  },
  {
    id: 'D12',
    text: 'The status of tag calls was ignored; rows never expired; log fields were lost.',
  },
  { id: 'D13', text: 'Too many helpdesk calls per ticket for the busiest hours.' },
  { id: 'D14', text: 'An unknown environment name fell back to a default.' },
  { id: 'D15', text: 'Preflight was not on the way of a deployment or a worker start.' },
  {
    id: 'D16',
    text: 'A refactoring inverted a safe default, and its tests were loosened with it.',
  },
  { id: 'D17', text: 'The kill switch wrote a parameter that nobody read.' },
  { id: 'D18', text: 'A guard at one entry was walked round through another.' },
];

/** Incidents of an earlier system, by their number there. */
export const INCIDENTS: readonly Requirement[] = [
  {
    id: 'incident 1',
    text: 'Ids were not encoded in paths; writes answered 200 and changed nothing.',
  },
  { id: 'incident 2', text: 'Fields below a nested key were lost.' },
  { id: 'incident 3', text: 'Tags came in no order, or in a type that could not be encoded.' },
  { id: 'incident 4', text: 'The loop guard was lost.' },
  { id: 'incident 5', text: 'A smoke test looked at old tags instead of at what had changed.' },
  { id: 'incident 6', text: 'A proof file held personal data.' },
  { id: 'incident 7', text: 'A ticket id arrived as a string or a number.' },
  { id: 'incident 8', text: "A store row held a customer's text." },
  { id: 'incident 10', text: 'Tracking data came in several shapes and an empty list was shown.' },
  { id: 'incident 11', text: 'Only the first fulfilment was looked at.' },
  { id: 'incident 12', text: 'Numbers that the store refuses were written.' },
  { id: 'incident 13', text: 'Tags were set before the close was verified.' },
  { id: 'incident 14', text: 'Many request shapes were tried in turn.' },
  { id: 'incident 15', text: 'A deployment erased variables set by hand.' },
  { id: 'incident 16', text: 'A rate was left far too low.' },
  { id: 'incident 17', text: 'A reply showed "None", the wrong carrier, or nothing.' },
  { id: 'incident 18', text: 'A good token was replaced by a bad one.' },
  { id: 'incident 19', text: 'Placeholder secrets passed preflight.' },
  { id: 'incident 20', text: 'A profile pointed at another account or region.' },
  { id: 'incident 21', text: "The bot agent's id was missing." },
  { id: 'incident 23', text: 'An e-mail reply posted as a comment was never delivered.' },
  { id: 'incident 24', text: 'A run silently went without the model.' },
  { id: 'incident 25', text: 'Wrong denominators made good look bad.' },
  { id: 'incident 26', text: 'A refusal did not say why.' },
  { id: 'incident 27', text: 'The ticket list is refused and ids go stale.' },
  { id: 'incident 28', text: 'Ids and timestamps raised drift alarms.' },
  { id: 'incident 30', text: 'A scan without a shared limiter was refused 24 times.' },
  { id: 'incident 31', text: 'A re-used ticket failed because of its tags.' },
  { id: 'incident 33', text: 'A flag let the model pass the confidence threshold.' },
  { id: 'incident 34', text: 'Raw ids stood in committed reports.' },
];

/** Laws that hold over the whole state space. */
export const INVARIANTS: readonly Requirement[] = [
  {
    id: 'I1',
    text: 'No live write outside prod, except on test tickets and in a witnessed sandbox workspace.',
  },
  { id: 'I2', text: 'No reply in safe mode or without automation; routing goes on.' },
  { id: 'I3', text: "No reply unless every flag and this template's own are read as a value." },
  {
    id: 'I4',
    text: 'No Tier 2 reply without an unexpired proof for this ticket, requester, message, order, destination.',
  },
  { id: 'I5', text: 'No write on a ticket out of scope.' },
  { id: 'I6', text: 'Tier 0 never has an effect that a customer sees.' },
  { id: 'I7', text: 'Whatever is unknown, empty or throws is never allowed.' },
  { id: 'I8', text: 'What a model says can only lower what is allowed.' },
  { id: 'I9', text: 'At most one customer-visible send per customer message, whatever fails.' },
  { id: 'I10', text: 'The test tag is never added or removed by us.' },
  { id: 'I11', text: 'Prod never talks without an approval of the running release.' },
];
