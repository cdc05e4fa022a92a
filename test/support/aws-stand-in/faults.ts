import { refusal, type Service, type StandInAnswer } from './answers.ts';

const UNUSABLE_KEY: Readonly<Record<Service, string>> = {
  ssm: 'InvalidKeyId',
  secretsmanager: 'DecryptionFailure',
  sts: 'AccessDenied',
};

const FAULTS = [
  'access-denied',
  'throttling',
  'expired-token',
  'invalid-token',
  'decryption-failure',
  'server-error',
  'latency',
  'hang',
  'reset',
  'truncated',
  'garbage',
  'wrong-shape',
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Faults that are an answer, with the codes of the JSON services and of STS. */
const REFUSALS = new Map<FaultKind, { readonly json: string; readonly query: string }>([
  ['access-denied', { json: 'AccessDeniedException', query: 'AccessDenied' }],
  ['throttling', { json: 'ThrottlingException', query: 'Throttling' }],
  ['expired-token', { json: 'ExpiredTokenException', query: 'ExpiredToken' }],
  ['invalid-token', { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' }],
]);

export interface Fault {
  readonly kind: FaultKind;
  /** Of the API, e.g. `GetParameters`; absent: every operation. */
  readonly operation?: string;
  /** Only calls that name this parameter or secret, alone or among others. */
  readonly name?: string;
  /** @default for ever */
  readonly times?: number;
  /** Of `latency`. */
  readonly ms?: number;
  /** What a refusal says beside the caller's ARN, and a page that is no answer. */
  readonly text?: string;
}

export interface Call {
  readonly service: Service;
  readonly operation: string;
  readonly names: readonly string[];
}

/** The faults that were asked for, in order; the first that fits a call is used up by one. */
export function createFaults() {
  const planned: { readonly fault: Fault; left: number }[] = [];
  const fits = ({ operation, name }: Fault, call: Call) =>
    (operation === undefined || operation === call.operation) &&
    (name === undefined || call.names.includes(name));
  return {
    add: (fault: Fault) =>
      void planned.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => void planned.splice(0),
    take(call: Call): Fault | null {
      const found = planned.find(({ fault, left }) => left > 0 && fits(fault, call));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault;
    },
  };
}

/** The text of a refusal quotes the caller's ARN, as that of AWS does; nobody may pass it on. */
export function faultAnswer(
  { kind, text = '' }: Fault,
  call: Call,
  arn: string,
): StandInAnswer | null {
  const { service } = call;
  const message = `User: ${arn} is not authorized or served: ${call.operation} ${text}`;
  const codes = REFUSALS.get(kind);
  if (codes !== undefined) {
    return refusal(service, { code: service === 'sts' ? codes.query : codes.json, message });
  }
  if (kind === 'decryption-failure')
    return refusal(service, { code: UNUSABLE_KEY[service], message });
  if (kind === 'server-error') {
    const code = service === 'ssm' ? 'InternalServerError' : 'InternalServiceError';
    return refusal(service, { code, message, status: 500 });
  }
  return null;
}

/** Spoils a good answer. */
export function spoil({ kind, text = '' }: Fault, answer: StandInAnswer): StandInAnswer {
  const isXml = answer.contentType === 'text/xml';
  switch (kind) {
    case 'truncated':
      return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) };
    case 'garbage':
      return {
        ...answer,
        contentType: 'text/html',
        body: `<html><p>canary proxy page & more ${text}`,
      };
    case 'wrong-shape':
      return {
        ...answer,
        body: isXml ? answer.body.replace(/\d{12}/g, 'account') : '{"Surprise":1}',
      };
    default:
      return answer;
  }
}
