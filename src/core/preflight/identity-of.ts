import type { Identity, Witness } from '../environment/identity.ts';
import { ACCOUNT_CHECKS } from './account-checks.ts';
import { type Check, isWitnessed } from './check.ts';
import type { AccountPlan } from './readings.ts';

type Word = 'agrees' | 'disagrees' | 'silent';

/** Codes with which a witness says something else; with any other failure it was not heard. */
const DISAGREEMENTS: ReadonlySet<string> = new Set([
  'ACCOUNT_DIFFERS',
  'ACCOUNT_NOT_EXPECTED',
  'REGION_DIFFERS',
  'MARKER_DIFFERS',
  'MARKER_ELSEWHERE',
  'SECRET_TAG_DIFFERS',
  'SECRET_ELSEWHERE',
  'SECRET_OF_OTHER_ENVIRONMENT',
  'WORKSPACE_DIFFERS',
  'WORKSPACE_CHANGED',
  'WORKSPACE_IS_PROD',
]);

export const WORKSPACE_CHECK = 'probe.richpanel-workspace';

function wordOf(checks: readonly Check[]): Word {
  if (checks.some(({ code }) => code !== null && DISAGREEMENTS.has(code))) return 'disagrees';
  return checks.length > 0 && checks.every(isWitnessed) ? 'agrees' : 'silent';
}

/** What the witnesses said, read off the checks; a witness that nobody asked is silent. */
export function identityOf(
  checks: readonly Check[],
  plan: Pick<AccountPlan, 'environment' | 'identityKind'>,
  nowMs: number,
): Identity {
  const of = (...ids: readonly string[]) => checks.filter(({ id }) => ids.includes(id));
  const words: Readonly<Record<Witness, Word>> = {
    environment: 'agrees',
    account: wordOf(of(ACCOUNT_CHECKS.caller)),
    region: wordOf(of(ACCOUNT_CHECKS.region)),
    marker: wordOf(of(ACCOUNT_CHECKS.marker)),
    secrets: wordOf(checks.filter(({ id }) => id.startsWith('secret.'))),
    workspace: wordOf(of(WORKSPACE_CHECK)),
  };
  const who = (word: Word) =>
    (Object.keys(words) as Witness[]).filter((witness) => words[witness] === word);
  return {
    environment: plan.environment,
    kind: plan.identityKind,
    agreeing: who('agrees'),
    silent: who('silent'),
    disagreeing: who('disagrees'),
    verifiedAtMs: nowMs,
  };
}
