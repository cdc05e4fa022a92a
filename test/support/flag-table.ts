import { type FlagName, templateFlag } from '../../src/core/flags/names.ts';

/** The template of the proposal that the allowing context allows. */
export const TEMPLATE_FLAG = templateFlag('t_order_eta_no_tracking_verified');

/**
 * What every flag must mean in every state, written down from the rules for people and not from the code: who
 * changes one of them has to change the other.
 */

/** One flag: what opens it, what closes it, the code that then stands, and what nobody may take for either. */
export interface SwitchRow {
  readonly flag: FlagName;
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  readonly code: string;
  readonly mistyped: readonly string[];
}

const NOT_TRUE = ['TRUE', 'True', 'ture', ' true', 'true ', 'true\n', '"true"', '1', 'yes', 'on'];
const NOT_FALSE = ['FALSE', 'False', 'fasle', ' false', 'false ', 'false\n', '0', 'no', 'off'];

export const SWITCHES: readonly SwitchRow[] = [
  {
    flag: 'safe_mode',
    opens: ['false'],
    closes: ['true'],
    code: 'SAFE_MODE_ON',
    mistyped: [...NOT_FALSE, ...NOT_TRUE],
  },
  {
    flag: 'automation_enabled',
    opens: ['true'],
    closes: ['false'],
    code: 'AUTOMATION_OFF',
    mistyped: [...NOT_TRUE, ...NOT_FALSE],
  },
  {
    flag: 'routing_enabled',
    opens: ['true'],
    closes: ['false'],
    code: 'ROUTING_OFF',
    mistyped: [...NOT_TRUE, ...NOT_FALSE],
  },
  {
    // Judged for a ticket that came by e-mail.
    flag: 'automation_channels',
    opens: ['email', 'email,livechat', 'livechat,email'],
    closes: ['none', 'livechat'],
    code: 'CHANNEL_OFF',
    mistyped: [
      'Email',
      'email, livechat',
      'email;livechat',
      'email,',
      'email,fax',
      'none,email',
      'all',
      'true',
    ],
  },
  {
    flag: TEMPLATE_FLAG,
    opens: ['true'],
    closes: ['false'],
    code: 'TEMPLATE_OFF',
    mistyped: [...NOT_TRUE, ...NOT_FALSE],
  },
];

interface Needs {
  readonly effects: readonly string[];
  readonly flags: readonly FlagName[];
  readonly maxAgeMs: number;
}

/** Which flags an effect asks, and how old they may be. An effect of no line asks none. */
const NEEDS: readonly Needs[] = [
  { effects: ['tags.add', 'tags.remove'], flags: ['routing_enabled'], maxAgeMs: 30_000 },
  {
    effects: ['reply.send', 'comment.add', 'ticket.close'],
    flags: [
      'safe_mode',
      'automation_enabled',
      'routing_enabled',
      'automation_channels',
      TEMPLATE_FLAG,
    ],
    maxAgeMs: 2_000,
  },
];

/** What one flag is like while every other one is open and fresh. */
export type FlagCellState =
  | { readonly state: 'open' | 'closed' | 'mistyped'; readonly raw: string }
  | { readonly state: 'empty' | 'missing' | 'unreadable' }
  | { readonly state: 'aged'; readonly ageMs: number };

/** The limits themselves, and one millisecond beyond. */
const AGES_MS = [0, 2_000, 2_001, 30_000, 30_001] as const;

export function statesOf(row: SwitchRow): readonly FlagCellState[] {
  return [
    ...row.opens.map((raw) => ({ state: 'open', raw }) as const),
    ...row.closes.map((raw) => ({ state: 'closed', raw }) as const),
    ...row.mistyped.map((raw) => ({ state: 'mistyped', raw }) as const),
    ...(['missing', 'empty', 'unreadable'] as const).map((state) => ({ state })),
    ...AGES_MS.map((ageMs) => ({ state: 'aged', ageMs }) as const),
  ];
}

const CODE_OF = {
  mistyped: 'FLAG_INVALID',
  empty: 'FLAG_INVALID',
  missing: 'FLAG_MISSING',
  unreadable: 'FLAG_UNREADABLE',
} as const;

/** What the gate must say: `allow`, or `deny` with the one code. */
export function expectedOf(effect: string, row: SwitchRow, state: FlagCellState): string {
  const needs = NEEDS.find(({ effects }) => effects.includes(effect));
  if (needs === undefined || !needs.flags.includes(row.flag)) return 'allow';
  switch (state.state) {
    case 'open':
      return 'allow';
    case 'closed':
      return `deny ${row.code}`;
    case 'aged':
      return state.ageMs <= needs.maxAgeMs ? 'allow' : 'deny FLAG_STALE';
    default:
      return `deny ${CODE_OF[state.state]}`;
  }
}
