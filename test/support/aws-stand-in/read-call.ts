import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Service } from './answers.ts';
import type { Call } from './faults.ts';

/** One call as it came over the wire, whichever protocol it was in. */
export interface ReceivedCall extends Call {
  readonly body: unknown;
  readonly isUnsigned: boolean;
}

const TARGETS = new Map<string, Service>([
  ['AmazonSSM', 'ssm'],
  ['secretsmanager', 'secretsmanager'],
]);
/** The one operation of ours that the SDK does not sign: its token is the proof. */
const UNSIGNED = 'AssumeRoleWithWebIdentity';
const namesSchema = z.object({
  Name: z.string().optional(),
  Names: z.array(z.string()).optional(),
  SecretId: z.string().optional(),
});

function namesOf(body: unknown): readonly string[] {
  const parsed = namesSchema.safeParse(body);
  if (!parsed.success) return [];
  const { Name, Names, SecretId } = parsed.data;
  return [...(Names ?? []), Name, SecretId].filter((name) => name !== undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function readText(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** @returns null for what is no call of a service that the stand-in plays */
export function readCall(request: IncomingMessage, text: string): ReceivedCall | null {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix, operation] = target.split('.');
    const service = TARGETS.get(prefix ?? '');
    if (service === undefined || operation === undefined) return null;
    const body = parseJson(text);
    return { service, operation, names: namesOf(body), body, isUnsigned: false };
  }
  const operation = new URLSearchParams(text).get('Action');
  if (operation === null) return null;
  return { service: 'sts', operation, names: [], body: null, isUnsigned: operation === UNSIGNED };
}
