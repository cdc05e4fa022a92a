import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { CallerIdentity } from '../../core/environment/account.ts';
import type { SdkTry } from '../outbound/sdk-request-handler.ts';
import { toAccountFailure } from './failures.ts';

/** Remembers what the services' own clock said, whether they answered or refused. */
export interface ServerClock {
  readonly onTry: (result: SdkTry) => void;
  /** A point in the sequence of answers, for `since`. */
  mark(): number;
  /** The newest time heard after `mark`, in epoch milliseconds to the second; null when nothing answered since. */
  since(mark: number): number | null;
}

export function createServerClock(): ServerClock {
  let heard = 0;
  let newestMs = 0;
  return {
    onTry(result) {
      const timeMs = result.outcome === 'answered' ? Date.parse(result.date ?? '') : Number.NaN;
      if (Number.isNaN(timeMs)) return;
      heard += 1;
      newestMs = timeMs;
    },
    mark: () => heard,
    since: (mark) => (heard > mark ? newestMs : null),
  };
}

/** The answer's ARN and user id are dropped here: the session name in them is often an e-mail address. */
const callerSchema = z.object({ Account: z.string().regex(/^\d{12}$/) });

/** Asks STS, which needs no permission and refuses nobody with valid credentials. */
export function createStsCallerIdentity(deps: {
  readonly client: STSClient;
  readonly serverClock: ServerClock;
}): CallerIdentity {
  const { client, serverClock } = deps;
  return {
    async whoAmI() {
      const mark = serverClock.mark();
      try {
        const answer = callerSchema.parse(await client.send(new GetCallerIdentityCommand({})));
        const serverTimeMs = serverClock.since(mark);
        return { outcome: 'caller', accountId: answer.Account, serverTimeMs };
      } catch (thrown) {
        const serverTimeMs = serverClock.since(mark);
        return { outcome: 'failed', failure: toAccountFailure(thrown), serverTimeMs };
      }
    },
  };
}
