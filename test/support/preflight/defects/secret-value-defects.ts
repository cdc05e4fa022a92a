import type { SecretId } from '../../../../src/core/environment/resource.names.ts';
import { goodSecret, unlikelyText } from '../planted-values.ts';
import { type Defect, setSecret } from './defect.ts';

const TOKEN = 'richpanel/webhook_token';

/** A value that cannot be right. All but the webhook token are looked at in prod, where every vendor is live. */
function wrong(id: SecretId, code: string, what: string, value: string): Defect {
  return {
    name: `${id} that is ${what}`,
    ...(id === TOKEN ? {} : { environment: 'prod' }),
    plant: setSecret(id, value),
    fails: [`secret.${id} ${code}`],
  };
}

const EMPTY: readonly Defect[] = [
  wrong(TOKEN, 'SECRET_EMPTY', 'an empty text', ''),
  wrong('richpanel/bot_agent_id', 'SECRET_EMPTY', 'blank', ' '),
];

/** Each of the words once, spread over the secrets (incident 19). */
const PLACEHOLDERS: readonly Defect[] = [
  wrong(TOKEN, 'SECRET_PLACEHOLDER', 'changeme', 'changeme'),
  wrong(TOKEN, 'SECRET_PLACEHOLDER', 'CHANGE_ME, dressed up', '<CHANGE_ME_CHANGE_ME>'),
  wrong(TOKEN, 'SECRET_PLACEHOLDER', 'one repeated character', 'z'.repeat(24)),
  wrong('richpanel/api_key', 'SECRET_PLACEHOLDER', 'todo', 'todo'),
  wrong('richpanel/bot_agent_id', 'SECRET_PLACEHOLDER', 'dummy', 'dummy'),
  wrong('shopify/admin_api_token', 'SECRET_PLACEHOLDER', 'example', 'your-example-token-here'),
  wrong('openai/api_key', 'SECRET_PLACEHOLDER', 'xxx', `sk-${'x'.repeat(24)}`),
];

const hex = (length: number) => unlikelyText('a shape', length, 'hex');
const pair = JSON.stringify([goodSecret('dev', TOKEN), 'too-short']);
const three = JSON.stringify(['one', 'two', 'three'].map((turn) => goodSecret('dev', TOKEN, turn)));

const SHAPES: readonly Defect[] = [
  wrong(TOKEN, 'SECRET_SHAPE_WRONG', 'fifteen characters long', hex(15)),
  wrong(TOKEN, 'SECRET_SHAPE_WRONG', 'pasted with a line end', `${hex(32)}\n`),
  wrong(TOKEN, 'SECRET_SHAPE_WRONG', 'a list with one bad token', pair),
  wrong(TOKEN, 'SECRET_SHAPE_WRONG', 'a list of three', three),
  wrong(TOKEN, 'SECRET_SHAPE_WRONG', 'a broken list', '["'),
  wrong('richpanel/api_key', 'SECRET_SHAPE_WRONG', 'two words', 'not one key'),
  wrong('richpanel/bot_agent_id', 'SECRET_SHAPE_WRONG', 'padded', ' agent-7 '),
  wrong('shopify/admin_api_token', 'SECRET_SHAPE_WRONG', 'one character short', `shpat_${hex(31)}`),
  wrong('shopify/admin_api_token', 'SECRET_SHAPE_WRONG', 'of another kind', `shpca_${hex(32)}`),
  wrong('openai/api_key', 'SECRET_SHAPE_WRONG', 'one character short', `sk-${hex(19)}`),
];

export const SECRET_VALUE_DEFECTS: readonly Defect[] = [...EMPTY, ...PLACEHOLDERS, ...SHAPES];
