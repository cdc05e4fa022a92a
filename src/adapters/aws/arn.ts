import type { ResourcePlace } from '../../core/environment/account-failure.ts';

const ARN = /^arn:[a-z-]+:[a-z0-9-]+:([a-z0-9-]+):(\d{12}):/;

/** Account and region of an ARN, the only parts that are ever kept; null where it names none. */
export function placeOf(arn: string | undefined): ResourcePlace | null {
  const [, region, accountId] = ARN.exec(arn ?? '') ?? [];
  return region === undefined || accountId === undefined ? null : { accountId, region };
}
