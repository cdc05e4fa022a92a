import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinAll } from '../../src/cli/evaluation/files.ts';
import { baselineSchema, lockChanges } from '../../src/core/evaluation/baseline.ts';
import { linesOf } from '../support/evaluation/evals-folder.ts';
import { importsOf } from '../support/evaluation/imports.ts';
import { ROUTING, TEMPLATES } from '../support/evaluation/rows.ts';
import { classifierThat, REASON, useEvals } from '../support/evaluation/run-eval.ts';
import { surfaceOfTests } from '../support/in-process.ts';

const evals = useEvals();
const { evalRun, accept } = evals;

/** No word of it is a sign of anything: every router of ours misses it. */
const HIDDEN_THREAT = {
  id: 'hidden',
  text: 'the flowers on the table were very pretty today',
  intents: ['harassment_threats'],
};

describe('R8.1 R8.2 eval accept', () => {
  it('writes baseline and lock, after which the gate passes', async () => {
    expect(await accept()).toMatchObject({ code: 0 });
    const { code, err } = await evalRun(['--gate']);

    expect(err).toContain('eval: pass · 8 messages');
    expect(code).toBe(0);
    expect(baselineSchema.parse(JSON.parse(evals.textOf('baseline.json'))).reason).toBe('first');
  });

  it('writes the same bytes for the same figures', async () => {
    await accept();
    const first = ['baseline.json', 'lock.json'].map((file) => evals.textOf(file));
    await accept();

    expect(['baseline.json', 'lock.json'].map((file) => evals.textOf(file))).toEqual(first);
  });

  it.each<[string, (write: typeof evals.write) => unknown]>([
    ['prompts/deep/new.md', (write) => write('prompts/deep/new.md', 'Say what it is about.')],
    [
      'golden/more.jsonl',
      (write) =>
        write('golden/more.jsonl', linesOf([{ id: 'x', text: 'x', intents: ['unknown_other'] }])),
    ],
    [
      'baseline.json',
      (write) => write('baseline.json', evals.textOf('baseline.json').replace('first', 'other')),
    ],
  ])('makes a lock that %s breaks', async (pin, change) => {
    await accept();
    change(evals.write);
    const { err } = await evalRun(['--gate']);

    expect(err).toMatch(new RegExp(`LOCK_STALE: lock-fresh: ${pin} (is new|changed)`));
  });

  it('writes nothing until somebody agrees, or without a reason', async () => {
    expect(await accept(['--reason', 'first'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('NOT_CONFIRMED'),
    });
    expect(await accept(['--reason', ' ', '--yes'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('REASON_MISSING'),
    });
    expect((await accept(['--yes'])).code).toBe(2);
    expect(existsSync(evals.path('baseline.json'))).toBe(false);
  });

  it('I6 refuses a router that misses a threat, whatever the reason, and writes nothing', async () => {
    evals.write('golden/hidden.jsonl', linesOf([HIDDEN_THREAT]));
    const refused = await accept();

    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('BASELINE_REFUSED') });
    expect(refused.err).toContain('tier-zero-misses (1 of 3 messages labelled Tier 0)');
    expect(existsSync(evals.path('baseline.json'))).toBe(false);
    expect((await accept([...REASON, '--known-failures'])).code).toBe(2);
  });

  it('pins what was there when the run began: a source that changes meanwhile was not evaluated', async () => {
    const classifier = classifierThat(() =>
      evals.write('prompts/new.md', 'written while the messages were read'),
    );
    await accept(REASON, { classifier });
    const { err } = await evalRun(['--gate'], { classifier });

    expect(err).toContain('LOCK_STALE: lock-fresh: prompts/new.md is new');
  });

  it('makes a lock that another classifier breaks', async () => {
    await accept();
    const { err } = await evalRun(['--gate'], { classifier: classifierThat(() => undefined) });

    expect(err).toContain('LOCK_STALE: lock-fresh: classifier changed');
  });

  it('shows what got worse before it asks', async () => {
    await accept();
    const { err } = await accept(['--reason', 'worse'], {
      classifier: classifierThat(() => undefined),
    });

    expect(err).toContain('worse than before');
    expect(err).toMatch(/macro-F1 +\d\.\d{3} +\d\.\d{3}/);
    expect(err).toMatch(/refund-1 +intent,tier,abstained,band/);
  });

  it.each<[string, string, string, RegExp]>([
    ['that is no JSON', 'baseline.json', '{"my canary', /baseline\.json is not JSON\./],
    ['of another kind', 'baseline.json', '{"schemaVersion":1}', /baseline\.json does not hold/],
    ['without its pins', 'lock.json', '{"kind":"evaluation-lock"}', /lock\.json does not hold/],
  ])('refuses one %s rather than to compare with less, until it is removed', async (...row) => {
    const [, file, content, said] = row;
    await accept();
    evals.write(file, content);
    const { code, err } = await evalRun();
    const again = await accept();
    evals.drop(file);

    expect(code).toBe(1);
    expect(err).toMatch(said);
    expect(err).toContain('BASELINE_UNREADABLE: ');
    expect(err).not.toContain('canary');
    expect(again.err).toContain('remove it, and write it afresh');
    expect((await accept()).code).toBe(0);
  });

  it('refuses a decision that was written by hand', async () => {
    await accept();
    const text = evals.textOf('baseline.json');
    evals.write('baseline.json', text.replace(/"where-1": "[^"]+"/, '"where-1": "all is well"'));

    expect((await evalRun()).err).toContain('baseline.json does not hold what it should');
  });
});

/**
 * What the router imports and no lock pins: errors, how a decision is carried out, and facts of a process and its
 * flags, which the ideal context takes as the best they can be, whatever these files say.
 */
const DECIDES_NOTHING = [
  'src/core/effects/perform.ts',
  ...['identity', 'names', 'resource.names', 'ticket-scope', 'vendor-modes'].map(
    (file) => `src/core/environment/${file}.ts`,
  ),
  ...['src/core/flags/flags.ts', 'src/core/flags/names.ts'],
  ...['effects', 'ledger', 'permit'].map((file) => `src/core/gate/${file}.ts`),
  'src/core/orders/match-proof.ts',
  'src/core/runtime/errors.ts',
  'src/core/worker/deps.ts',
];

describe('R8.1 the lock of the evaluation', () => {
  const { evaluation, classifier } = surfaceOfTests();
  const settings = { routing: ROUTING, templates: TEMPLATES, classifier: classifier.name };
  const { digest, projectDir } = evaluation;
  const pinned = () =>
    Object.keys(pinAll({ evalsDir: evals.dir(), projectDir, settings, digest }).router);

  it('pins every source that the router imports, except what decides nothing', () => {
    const imported = importsOf(projectDir, [
      'src/core/evaluation/run-router.ts',
      'src/core/intents/keyword-router/keyword-classifier.ts',
    ]);

    const pins = pinned();

    expect(imported).toContain('src/core/intents/tier-zero-screen.ts');
    expect(imported).toContain('src/core/intents/lexicon/tier-zero/es.json');
    expect(imported.filter((file) => !pins.includes(file))).toEqual(DECIDES_NOTHING);
  });

  it('pins what measures, so that a miss cannot be counted away', () => {
    expect(pinned()).toEqual(
      expect.arrayContaining([
        ...['dataset', 'safety-rates', 'gates', 'verdict'].map(
          (file) => `src/core/evaluation/${file}.ts`,
        ),
      ]),
    );
  });

  it('is stale after one byte of a list of phrases', () => {
    const file = 'src/core/intents/lexicon/tier-zero/es.json';
    const text = readFileSync(join(projectDir, file), 'utf8');
    const pinsOf = (content: string) => {
      evals.write(file, content);
      return pinAll({ evalsDir: evals.dir(), projectDir: evals.dir(), settings, digest });
    };
    const lock = pinsOf(text);

    expect(lockChanges(lock, pinsOf(text))).toEqual([]);
    expect(lockChanges(lock, pinsOf(text.replace('banco', 'banca')))).toEqual([
      { pin: file, change: 'changed' },
    ]);
  });

  it('pins no test', () => {
    expect(pinned().filter((file) => file.includes('.test.'))).toEqual([]);
  });
});
