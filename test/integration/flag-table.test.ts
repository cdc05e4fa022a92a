import { afterAll, describe, expect, it } from 'vitest';
import type { GateContext } from '../../src/core/gate/context.ts';
import { codesOf, decide } from '../../src/core/gate/decide.ts';
import { EFFECT_NAMES, type EffectName } from '../../src/core/gate/effects.ts';
import { useTestCredentials } from '../support/aws-stand-in/account-fixture.ts';
import { contextWith, type FlagStore, readFlags } from '../support/flag-store.ts';
import {
  expectedOf,
  type FlagCellState,
  SWITCHES,
  type SwitchRow,
  statesOf,
} from '../support/flag-table.ts';
import { allowingProposal } from '../support/gate-context.ts';
import { flagsOn } from '../support/sqlite-harnesses.ts';
import { ssmFlagStore } from '../support/ssm-flag-store.ts';

interface Store {
  readonly name: string;
  readonly open: () => Promise<FlagStore>;
}

const STORES: readonly Store[] = [
  { name: 'SQLite', open: () => flagsOn('memory') },
  { name: 'SSM, each a String', open: () => ssmFlagStore('String') },
  { name: 'SSM, each a StringList', open: () => ssmFlagStore('StringList') },
  { name: 'SSM, each a SecureString', open: () => ssmFlagStore('SecureString') },
];

function wordOn(effect: EffectName, context: GateContext): string {
  const decision = decide(allowingProposal(effect), context);
  return [decision.outcome, ...codesOf(decision)].join(' ');
}

/** What the gate says to every effect, with this one flag in this state. */
async function wordsOn(store: FlagStore, row: SwitchRow, state: FlagCellState) {
  const flags = await readFlags(store, row.flag, state);
  const context = contextWith(flags, store.now());
  return EFFECT_NAMES.map((effect) => ({
    cell: { flag: row.flag, ...state, effect },
    says: wordOn(effect, context),
    must: expectedOf(effect, row, state),
  }));
}

describe.each(STORES)('D5 R9.2 I3 the flag table, read from $name', ({ name, open }) => {
  useTestCredentials();
  let cells = 0;
  afterAll(() => console.info(`flag table, ${name}: ${cells} cells`));

  it.each(SWITCHES)(
    'gives every effect the word that $flag has for it, in every state',
    async (row) => {
      const wrong: unknown[] = [];

      for (const state of statesOf(row)) {
        const store = await open();
        try {
          const words = await wordsOn(store, row, state);
          cells += words.length;
          wrong.push(...words.filter(({ says, must }) => says !== must));
        } finally {
          await store.close();
        }
      }

      expect(wrong).toEqual([]);
    },
  );
});
