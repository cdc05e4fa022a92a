import { describe, expect, it } from 'vitest';
import { ROUTING, TEMPLATES } from '../../../test/support/evaluation/rows.ts';
import { createNodeDigest } from '../../adapters/node/platform.ts';
import { createLock, type LockedFiles, lockChanges } from './baseline.ts';

const digest = createNodeDigest();
const FILES: LockedFiles = {
  prompts: new Map([['prompts/classify.md', 'Say what it is about.']]),
  golden: new Map([['golden/intents.jsonl', '{"id":"a"}\n']]),
  router: new Map([['src/core/intents/clean.ts', 'clean']]),
  baseline: new Map([['baseline.json', '{}']]),
};
const config = { routing: ROUTING, templates: TEMPLATES, classifier: 'keyword-router' };
const locked = createLock(config, FILES, digest);
const changesOf = (change: Partial<LockedFiles> = {}, other = config) =>
  lockChanges(locked, createLock(other, { ...FILES, ...change }, digest));

describe('R8.1 what was evaluated is pinned', () => {
  it('is unchanged by another layout, order of keys, place of the schema or line end', () => {
    const { $schema: _schema, ...rest } = ROUTING;
    const turned = Object.fromEntries(Object.entries(rest).toReversed());
    const routing = { ...ROUTING, ...turned, $schema: './elsewhere.json' };

    expect(changesOf({}, { ...config, routing })).toEqual([]);
    expect(changesOf({ golden: new Map([['golden/intents.jsonl', '{"id":"a"}\r\n']]) })).toEqual(
      [],
    );
  });

  it('names a threshold that moved, by its file', () => {
    const routing = structuredClone(ROUTING);
    routing.thresholds.tier2Reply = 0.8;

    expect(changesOf({}, { ...config, routing })).toEqual([
      { pin: 'config/routing.json', change: 'changed' },
    ]);
  });

  it('names a template whose wording changed', () => {
    const templates = structuredClone(TEMPLATES);
    templates.signature = 'Someone else';

    expect(changesOf({}, { ...config, templates })).toEqual([
      { pin: 'config/templates.json', change: 'changed' },
    ]);
  });

  it('names the classifier when it is another one', () => {
    expect(changesOf({}, { ...config, classifier: 'another' })).toEqual([
      { pin: 'classifier', change: 'changed' },
    ]);
  });

  it.each<[keyof LockedFiles, string]>([
    ['prompts', 'prompts/classify.md'],
    ['golden', 'golden/intents.jsonl'],
    ['router', 'src/core/intents/clean.ts'],
    ['baseline', 'baseline.json'],
  ])('names a file of %s that changed, is gone or is new', (part, name) => {
    expect(changesOf({ [part]: new Map([[name, 'other']]) })).toEqual([
      { pin: name, change: 'changed' },
    ]);
    expect(changesOf({ [part]: new Map() })).toEqual([{ pin: name, change: 'is gone' }]);
    expect(changesOf({ [part]: new Map([...FILES[part], ['z', 'z']]) })).toEqual([
      { pin: 'z', change: 'is new' },
    ]);
  });
});
