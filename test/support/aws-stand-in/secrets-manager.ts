import { z } from 'zod';
import { jsonAnswer, refusal, type StandInAnswer } from './answers.ts';
import {
  type AccountState,
  type SecretContent,
  type StoredSecret,
  scheduleDeletion,
  secretArn,
  storeSecret,
} from './state.ts';

const DAY_MS = 86_400_000;
const tagsSchema = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const contentFields = { SecretString: z.string().optional(), SecretBinary: z.string().optional() };
const idSchema = z.object({ SecretId: z.string() });
const createSchema = z.object({ Name: z.string(), Tags: tagsSchema, ...contentFields });
const putSchema = z.object({ SecretId: z.string(), ...contentFields });
const tagSchema = z.object({ SecretId: z.string(), Tags: tagsSchema });
const deleteSchema = z.object({ SecretId: z.string(), RecoveryWindowInDays: z.int().default(30) });
const valueSchema = z.object({ SecretId: z.string(), VersionStage: z.string().optional() });

const refuse = (code: string) => refusal('secretsmanager', { code, message: code });
const seconds = (ms: number) => ms / 1000;

function contentOf(fields: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}) {
  if (fields.SecretString !== undefined) return { text: fields.SecretString };
  return fields.SecretBinary === undefined ? null : { binary: fields.SecretBinary };
}

const tagRecord = (tags: z.infer<typeof tagsSchema>) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

function create(body: unknown, state: AccountState): StandInAnswer {
  const { Name, Tags, ...fields } = createSchema.parse(body);
  if (state.secrets.has(Name)) return refuse('ResourceExistsException');
  storeSecret(state, Name, contentOf(fields), tagRecord(Tags));
  return jsonAnswer({ ARN: secretArn(state, Name), Name });
}

function describe(name: string, secret: StoredSecret, state: AccountState): StandInAnswer {
  const { tags, versions, deletedAtMs } = secret;
  return jsonAnswer({
    ARN: secretArn(state, name),
    Name: name,
    CreatedDate: 1_790_000_000,
    ...(deletedAtMs === null ? {} : { DeletedDate: seconds(deletedAtMs) }),
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    VersionIdsToStages: Object.fromEntries(
      versions.map(({ versionId, stages }) => [versionId, stages]),
    ),
  });
}

function getValue(body: unknown, name: string, secret: StoredSecret, state: AccountState) {
  const stage = valueSchema.parse(body).VersionStage ?? 'AWSCURRENT';
  const version = secret.versions.find(({ stages }) => stages.includes(stage));
  if (version === undefined) return refuse('ResourceNotFoundException');
  return jsonAnswer({
    ARN: secretArn(state, name),
    CreatedDate: 1_790_000_000,
    Name: name,
    ...(version.text === null ? {} : { SecretString: version.text }),
    ...(version.binary === null ? {} : { SecretBinary: version.binary }),
    VersionId: version.versionId,
    VersionStages: version.stages,
  });
}

function put(body: unknown, name: string, state: AccountState): StandInAnswer {
  const content: SecretContent = contentOf(putSchema.parse(body));
  if (content === null) return refuse('InvalidParameterException');
  storeSecret(state, name, content);
  return jsonAnswer({ ARN: secretArn(state, name), Name: name, VersionStages: ['AWSCURRENT'] });
}

function schedule(body: unknown, name: string, state: AccountState): StandInAnswer {
  const nowMs = Date.now();
  // AWS calls the moment of the request `DeletedDate` when it describes the secret.
  scheduleDeletion(state, name, nowMs);
  const endsAtMs = nowMs + deleteSchema.parse(body).RecoveryWindowInDays * DAY_MS;
  return jsonAnswer({
    ARN: secretArn(state, name),
    DeletionDate: seconds(endsAtMs),
    Name: name,
  });
}

function answerFor(operation: string, body: unknown, state: AccountState): StandInAnswer {
  if (operation === 'CreateSecret') return create(body, state);
  const name = idSchema.parse(body).SecretId;
  const secret = state.secrets.get(name);
  if (secret === undefined) return refuse('ResourceNotFoundException');
  if (operation === 'DescribeSecret') return describe(name, secret, state);
  if (secret.deletedAtMs !== null) return refuse('InvalidRequestException');
  switch (operation) {
    case 'GetSecretValue':
      return getValue(body, name, secret, state);
    case 'PutSecretValue':
      return put(body, name, state);
    case 'TagResource':
      storeSecret(state, name, null, tagRecord(tagSchema.parse(body).Tags));
      return jsonAnswer({});
    case 'DeleteSecret':
      return schedule(body, name, state);
    default:
      return refuse('UnknownOperationException');
  }
}

/** Secrets Manager, JSON 1.1: what reading and setting up a secret takes. Secrets are named, not addressed by ARN. */
export function answerSecretsManager(
  operation: string,
  body: unknown,
  state: AccountState,
): StandInAnswer {
  try {
    return answerFor(operation, body, state);
  } catch (thrown) {
    if (thrown instanceof z.ZodError) return refuse('InvalidParameterException');
    throw thrown;
  }
}
