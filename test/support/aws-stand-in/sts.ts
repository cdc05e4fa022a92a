import { refusal, type StandInAnswer, xmlAnswer } from './answers.ts';
import type { AccountState } from './state.ts';

export function callerArn({ accountId, sessionName }: AccountState): string {
  return `arn:aws:sts::${accountId}:assumed-role/rp-mw-operator/${sessionName}`;
}

function assumedRole(state: AccountState): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return (
    '<Credentials><AccessKeyId>ASIASTANDIN</AccessKeyId>' +
    '<SecretAccessKey>stand-in-secret</SecretAccessKey>' +
    `<SessionToken>stand-in-session</SessionToken><Expiration>${expiration}</Expiration>` +
    `</Credentials><AssumedRoleUser><Arn>${callerArn(state)}</Arn>` +
    '<AssumedRoleId>AROASTANDIN:session</AssumedRoleId></AssumedRoleUser>'
  );
}

/** STS, Query protocol. */
export function answerSts(operation: string, state: AccountState): StandInAnswer {
  switch (operation) {
    case 'GetCallerIdentity':
      return xmlAnswer(
        operation,
        `<Arn>${callerArn(state)}</Arn><UserId>AROASTANDIN:${state.sessionName}</UserId>` +
          `<Account>${state.accountId}</Account>`,
      );
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return xmlAnswer(operation, assumedRole(state));
    default:
      return refusal('sts', { code: 'InvalidAction', message: 'no such action', status: 400 });
  }
}
