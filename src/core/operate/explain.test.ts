import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowingContext } from '../../../test/support/gate-context.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { FlagName } from '../flags/names.ts';
import { createKeywordClassifier } from '../intents/keyword-router/keyword-classifier.ts';
import { parseTicketFile, type TicketLine } from '../tickets/ticket-file.ts';
import { explainTicket } from './explain.ts';

const CONFIG = loadConfig(join(import.meta.dirname, '../../../config'));

function lineOf(line: object): TicketLine {
  const [parsed] = parseTicketFile(JSON.stringify(line)).tickets;
  if (parsed === undefined) throw new Error('that is no line of tickets');
  return parsed.ticket;
}

function explain(line: object, change: Readonly<Record<string, string>> = {}) {
  const context = allowingContext();
  const open: Readonly<Record<string, string>> = {
    ...{ safe_mode: 'false', automation_enabled: 'true', routing_enabled: 'true' },
    ...{ automation_channels: 'email,livechat', ...change },
  };
  const asked: FlagName[] = [];
  const flags = {
    read: async (names: readonly FlagName[]) => {
      asked.push(...names);
      const readAtMs = context.nowMs;
      return new Map(
        names.map((name) => [name, { state: 'raw', raw: open[name] ?? 'true', readAtMs } as const]),
      );
    },
  };
  const deps = {
    ...{ classifier: createKeywordClassifier(), config: CONFIG, flags },
    ...{ clock: { now: () => context.nowMs }, operatorContext: () => context },
  };
  return explainTicket(lineOf(line), deps).then((explanation) => ({ ...explanation, asked }));
}

const ORDER = { channel: 'email', text: 'Where is my order?' };

describe('R10 explaining one ticket', () => {
  it('shows how it is understood, what is proposed, and what the gate says of each effect', async () => {
    const { plan, effects, asked } = await explain(ORDER);

    expect(plan.understanding.primary).toBe('order_status_tracking');
    expect(effects).toEqual([
      { effect: 'reply.send', outcome: 'allow', codes: [] },
      { effect: 'tags.add', outcome: 'allow', codes: [] },
    ]);
    expect(asked).toContain(`template_enabled/${plan.templateId}`);
  });

  it('decides with the flags as they stand', async () => {
    const { effects } = await explain(ORDER, { safe_mode: 'true' });

    expect(effects).toMatchObject([
      { effect: 'reply.send', outcome: 'deny', codes: ['SAFE_MODE_ON'] },
      { effect: 'tags.add', outcome: 'allow' },
    ]);
  });

  it('proposes no reply to a threat, and says why none is sent to a closed ticket', async () => {
    const threat = await explain({ channel: 'email', text: 'My lawyer will sue you.' });
    const closed = await explain({ ...ORDER, status: 'closed' });

    expect(threat.effects.map(({ effect }) => effect)).toEqual(['tags.add']);
    expect(closed.effects[0]).toMatchObject({ outcome: 'hold', codes: ['TICKET_CLOSED'] });
  });
});
