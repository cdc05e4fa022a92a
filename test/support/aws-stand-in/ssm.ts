import { z } from 'zod';
import { jsonAnswer, refusal, type StandInAnswer } from './answers.ts';
import {
  type AccountState,
  PARAMETER_TYPES,
  parameterArn,
  type StoredParameter,
  storeParameter,
} from './state.ts';

const MAX_NAMES = 10;
const oneSchema = z.object({ Name: z.string(), WithDecryption: z.boolean().default(false) });
const manySchema = z.object({
  Names: z.array(z.string()).min(1).max(MAX_NAMES),
  WithDecryption: z.boolean().default(false),
});
const putSchema = z.object({
  Name: z.string(),
  Value: z.string().min(1).max(4096),
  Type: z.enum(PARAMETER_TYPES).optional(),
  Overwrite: z.boolean().default(false),
});

const refuse = (code: string) => refusal('ssm', { code, message: code });

function view(state: AccountState, name: string, stored: StoredParameter, decrypt: boolean) {
  const isHidden = stored.type === 'SecureString' && !decrypt;
  return {
    ARN: parameterArn(state, name),
    DataType: 'text',
    LastModifiedDate: 1_790_000_000.5,
    Name: name,
    Type: stored.type,
    Value: isHidden ? 'AQICAH-ciphertext' : stored.value,
    Version: stored.version,
  };
}

function getOne(body: unknown, state: AccountState): StandInAnswer {
  const { Name, WithDecryption } = oneSchema.parse(body);
  const stored = state.parameters.get(Name);
  if (stored === undefined) return refuse('ParameterNotFound');
  return jsonAnswer({ Parameter: view(state, Name, stored, WithDecryption) });
}

function getMany(body: unknown, state: AccountState): StandInAnswer {
  const { Names, WithDecryption } = manySchema.parse(body);
  if (new Set(Names).size < Names.length) return refuse('ValidationException');
  return jsonAnswer({
    InvalidParameters: Names.filter((name) => !state.parameters.has(name)),
    Parameters: Names.flatMap((name) => {
      const stored = state.parameters.get(name);
      return stored === undefined ? [] : [view(state, name, stored, WithDecryption)];
    }),
  });
}

function put(body: unknown, state: AccountState): StandInAnswer {
  const { Name, Value, Type, Overwrite } = putSchema.parse(body);
  const before = state.parameters.get(Name);
  if (before !== undefined && !Overwrite) return refuse('ParameterAlreadyExists');
  if (before === undefined && Type === undefined) return refuse('ValidationException');
  if (before !== undefined && Type !== undefined && Type !== before.type)
    return refuse('HierarchyTypeMismatchException');
  const version = storeParameter(state, Name, Value, Type ?? before?.type);
  return jsonAnswer({ Tier: 'Standard', Version: version });
}

const OPERATIONS = new Map([
  ['GetParameter', getOne],
  ['GetParameters', getMany],
  ['PutParameter', put],
]);

/** Parameter Store, JSON 1.1. A body that breaks a documented limit is a `ValidationException`, as at AWS. */
export function answerSsm(operation: string, body: unknown, state: AccountState): StandInAnswer {
  const run = OPERATIONS.get(operation);
  if (run === undefined) return refuse('UnknownOperationException');
  try {
    return run(body, state);
  } catch (thrown) {
    if (thrown instanceof z.ZodError) return refuse('ValidationException');
    throw thrown;
  }
}
