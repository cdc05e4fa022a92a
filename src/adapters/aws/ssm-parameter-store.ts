import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import type { ParameterReading, ParameterStore } from '../../core/environment/account.ts';
import { accountServiceError, isNamed, placeOf, toAccountFailure } from './failures.ts';

const SERVICE = 'SSM';
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html (read 2026-11-26) */
const NAMES_PER_CALL = 10;

const parameterSchema = z.object({
  Name: z.string(),
  Value: z.string(),
  Version: z.int().positive(),
  ARN: z.string().optional(),
});
/** Entries are read one by one, so that one of a strange shape hides no other. */
const parametersSchema = z.object({
  Parameters: z.array(z.unknown()).default([]),
  InvalidParameters: z.array(z.string()).default([]),
});
const oneParameterSchema = z.object({ Parameter: parameterSchema });
const versionSchema = z.object({ Version: z.int().positive() });

const UNREADABLE: ParameterReading = { state: 'unreadable', failure: 'ANSWER_UNREADABLE' };
type Readings = ReadonlyMap<string, ParameterReading>;

function toReading(parameter: z.infer<typeof parameterSchema>): ParameterReading {
  const { Value, Version, ARN } = parameter;
  return { state: 'raw', raw: Value, version: Version, place: placeOf(ARN) };
}

async function readOne(client: SSMClient, name: string): Promise<ParameterReading> {
  try {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    return toReading(oneParameterSchema.parse(await client.send(command)).Parameter);
  } catch (thrown) {
    if (isNamed(thrown, 'ParameterNotFound')) return { state: 'missing' };
    return { state: 'unreadable', failure: toAccountFailure(thrown) };
  }
}

async function readEach(client: SSMClient, names: readonly string[]): Promise<Readings> {
  const readings = names.map(async (name) => [name, await readOne(client, name)] as const);
  return new Map(await Promise.all(readings));
}

function parseBatch(names: readonly string[], answer: unknown): Readings {
  const { Parameters, InvalidParameters } = parametersSchema.parse(answer);
  const found = new Map<string, ParameterReading>(
    InvalidParameters.map((name) => [name, { state: 'missing' }]),
  );
  for (const entry of Parameters) {
    const parsed = parameterSchema.safeParse(entry);
    if (parsed.success) found.set(parsed.data.Name, toReading(parsed.data));
  }
  return new Map(names.map((name) => [name, found.get(name) ?? UNREADABLE]));
}

/** One parameter that may not be read, or whose key cannot be used, makes the service refuse its whole batch. */
async function readBatch(client: SSMClient, names: readonly string[]): Promise<Readings> {
  try {
    const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
    return parseBatch(names, await client.send(command));
  } catch (thrown) {
    const failure = toAccountFailure(thrown);
    if (failure === 'ACCESS_DENIED' || failure === 'UNDECRYPTABLE') return readEach(client, names);
    return new Map(names.map((name) => [name, { state: 'unreadable', failure }]));
  }
}

function inBatches(names: readonly string[]): readonly (readonly string[])[] {
  const unique = [...new Set(names)];
  const count = Math.ceil(unique.length / NAMES_PER_CALL);
  return Array.from({ length: count }, (_, index) =>
    unique.slice(index * NAMES_PER_CALL, (index + 1) * NAMES_PER_CALL),
  );
}

/**
 * Keeps the type that a parameter already has: someone may have made a list or an encrypted value of it, and a kill
 * flag must not be refused for that. Only a new parameter needs to be told one.
 */
async function overwrite(client: SSMClient, name: string, raw: string): Promise<unknown> {
  const input = { Name: name, Value: raw, Overwrite: true };
  try {
    return await client.send(new PutParameterCommand(input));
  } catch (thrown) {
    if (!isNamed(thrown, 'Validation')) throw thrown;
    return client.send(new PutParameterCommand({ ...input, Type: 'String' }));
  }
}

/**
 * Parameters in SSM; encrypted ones are decrypted. A key that the caller may not use is `ACCESS_DENIED`, as the
 * service calls it; `UNDECRYPTABLE` is a key that is gone or switched off. `create` says `exists` also when an answer
 * was lost and the SDK's second try found its own first: read the value to know whose it is.
 */
export function createSsmParameterStore({
  client,
}: {
  readonly client: SSMClient;
}): ParameterStore {
  return {
    async read(names) {
      const batches = inBatches(names).map((batch) => readBatch(client, batch));
      return new Map((await Promise.all(batches)).flatMap((readings) => [...readings]));
    },
    async create(name, raw) {
      const input = { Name: name, Value: raw, Type: 'String', Overwrite: false } as const;
      try {
        versionSchema.parse(await client.send(new PutParameterCommand(input)));
        return 'created';
      } catch (thrown) {
        if (isNamed(thrown, 'ParameterAlreadyExists')) return 'exists';
        throw accountServiceError(thrown, SERVICE);
      }
    },
    async overwrite(name, raw) {
      try {
        return versionSchema.parse(await overwrite(client, name, raw)).Version;
      } catch (thrown) {
        throw accountServiceError(thrown, SERVICE);
      }
    },
  };
}
