import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { CallerIdentity } from '../../core/environment/caller-identity.ts';
import { toAccountFailure } from './failures.ts';
import type { ServerClock } from './server-clock.ts';

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
