import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Message {
  readonly id: string;
  readonly text: string;
  readonly intents?: readonly string[];
  readonly outOfScope?: boolean;
  readonly channel?: string;
}

/** Messages that any router of ours understands: every gate can be measured on them. */
export const PLAIN_MESSAGES: readonly Message[] = [
  {
    id: 'where-1',
    text: 'Where is my order? It should be here by now.',
    intents: ['order_status_tracking'],
  },
  {
    id: 'where-2',
    text: 'Can you tell me the tracking number of my order please',
    intents: ['order_status_tracking'],
  },
  {
    id: 'cancel-1',
    text: 'Please cancel my order right away, I do not need it.',
    intents: ['cancel_order'],
  },
  {
    id: 'refund-1',
    text: 'I would like a refund for my last purchase please.',
    intents: ['refund_request'],
  },
  {
    id: 'damaged-1',
    text: 'The vase arrived broken and damaged in the box.',
    intents: ['damaged_item'],
  },
  { id: 'lawyer-1', text: 'My lawyer will sue you if this goes on.', intents: ['legal_threat'] },
  {
    id: 'bank-1',
    text: 'I have filed a chargeback with my bank.',
    intents: ['chargeback_dispute'],
  },
  { id: 'zzz-1', text: 'zzz', outOfScope: true },
];

export const linesOf = (messages: readonly object[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('');

/** A folder like `evals`, all its own. */
export function createEvalsFolder(messages: readonly Message[] = PLAIN_MESSAGES) {
  const dir = mkdtempSync(join(tmpdir(), 'rpmw-evals-'));
  const write = (file: string, content: string) => {
    const path = join(dir, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  write('golden/plain.jsonl', linesOf(messages));
  return {
    dir,
    write,
    path: (file: string) => join(dir, file),
    drop: (file: string) => rmSync(join(dir, file)),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
