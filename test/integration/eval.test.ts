import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { evaluationReportSchema } from '../../src/core/evaluation/report.ts';
import { linesOf, PLAIN_MESSAGES } from '../support/evaluation/evals-folder.ts';
import { classifierThat, runCli, useEvals } from '../support/evaluation/run-eval.ts';

const evals = useEvals();
const { evalRun, accept, reportOf } = evals;
const predictionOf = (id: string, change: object = {}) => ({
  ...{ id, intent: 'refund_request', secondary: [], confidence: 0.9 },
  ...{ abstained: false, tier0: [], tier: 1, ...change },
});

describe('R8.2 eval run', () => {
  it('understands the golden set, reports every figure, and writes both reports', async () => {
    const { code, out, err } = await evalRun();
    const report = reportOf();

    expect(code).toBe(0);
    expect(out).toContain('macro-F1');
    expect(err).toMatch(
      /eval: reported.*8 messages, 8 labelled · keyword-router 8 calls, 0 errors/,
    );
    expect(report.adapter).toMatchObject({ calls: 8, errors: 0, refusedConnections: 0 });
    expect(report.metrics.rates.tierZeroMisses).toMatchObject({ hits: 0, of: 2 });
    expect(evals.textOf('out/report.html')).toContain('<h1>Offline evaluation</h1>');
  });

  it('D10 R8.3 shows no text of a message, on the terminal or in a report', async () => {
    const { out, err } = await evalRun(['--json']);
    const pages = ['out/report.json', 'out/report.html'].map((file) => evals.textOf(file));

    for (const text of [out, err, ...pages])
      expect(text).not.toMatch(/vase|sue you|tracking number/);
  });

  it('prints one document with --json', async () => {
    const { out } = await evalRun(['--json']);

    expect(evaluationReportSchema.parse(JSON.parse(out))).toEqual(reportOf());
  });

  it('stops at the gate without a baseline, and names what to do', async () => {
    const { code, err } = await evalRun(['--gate']);

    expect(code).toBe(1);
    expect(err).toContain('BASELINE_MISSING: macro-f1-loss');
    expect(err).toContain('npx rpmw eval accept --reason');
    expect(err.trimEnd().split('\n').at(-1)).toContain(
      'eval: FAIL (macro-f1-loss, intent-f1-loss, lock-fresh)',
    );
  });

  it('incident 24 fails, gate or not, when something tries to connect, though the error is swallowed', async () => {
    const classifier = classifierThat(
      () => void net.connect(9, '127.0.0.1').on('error', () => undefined),
    );
    const { code, err } = await evalRun([], { classifier });

    expect(code).toBe(1);
    expect(err).toContain('GATE_FAILED: egress-refused: 8 attempts, all refused');
  });

  it('incident 24 counts what is put off until the last message was read', async () => {
    const classifier = classifierThat(
      () => void setImmediate(() => net.connect(9, '127.0.0.1').on('error', () => undefined)),
    );

    expect((await evalRun([], { classifier })).err).toContain('egress-refused: 8 attempts');
  });

  it('incident 24 fails, gate or not, when the classifier throws', async () => {
    const classifier = classifierThat(() => {
      throw new Error('planted');
    });
    const { code, err } = await evalRun([], { classifier });

    expect(code).toBe(1);
    expect(err).toContain('adapter-ran: planted: 8 calls, 8 errors');
    expect(err).not.toContain('Error: planted');
  });

  it('lets a process reach the network again afterwards', async () => {
    const { connect } = net.Socket.prototype;
    await evalRun();

    expect(net.Socket.prototype.connect).toBe(connect);
  });

  it('understands messages that nobody labelled, and gives their distribution', async () => {
    const file = evals.write(
      'other.jsonl',
      `\uFEFF${linesOf([{ id: 'a', text: 'Where is my order?' }])}\r\n\r\n`,
    );
    const { code, err } = await evalRun(['--dataset', file]);

    expect(code).toBe(0);
    expect(err).toContain('accuracy not measured');
    expect(reportOf().distributions.intents).toEqual({ order_status_tracking: 1 });
  });

  it('refuses a dataset with bad lines, naming each by file, line and cause', async () => {
    const file = evals.write(
      'bad.jsonl',
      `${linesOf([
        { id: 'a', text: 'x' },
        { id: 'a', text: 'canary' },
        { id: 'b', text: 'x', intents: ['refunds'] },
      ])}{oops\n`,
    );
    const { code, err } = await evalRun(['--dataset', file]);

    expect(code).toBe(1);
    expect(err).toContain('DATASET_REFUSED');
    expect(err).toContain('bad.jsonl line 2: its id stands in an earlier line');
    expect(err).toContain('bad.jsonl line 3: "intents.0" is not one of the known values');
    expect(err).toContain('bad.jsonl line 4: it is not JSON');
    expect(err).not.toContain('canary');
  });

  it.each<[string, string, readonly string[]]>([
    ['a file that is not there', 'FILE_UNREADABLE', ['--dataset', '/nowhere.jsonl']],
    ['predictions that are not there', 'FILE_UNREADABLE', ['--predictions', '/nowhere.jsonl']],
    ['a folder without messages', 'DATASET_EMPTY', ['--evals', '/nowhere']],
    ['a folder that cannot be written', 'REPORT_UNWRITABLE', ['--out', '/dev/null/x']],
  ])('refuses %s with %s', async (_name, code, args) => {
    const run = await evalRun(args);

    expect(run.code).toBe(1);
    expect(run.err).toContain(`${code}: `);
  });

  it('is wrongly used with an option that it does not know', async () => {
    expect((await evalRun(['--treshold', '1'])).code).toBe(2);
  });
});

describe('R8.2 predictions of another system', () => {
  const all = PLAIN_MESSAGES.map(({ id }) => predictionOf(id));

  it('are measured in place of the router, which is not asked', async () => {
    const file = evals.write('p.jsonl', linesOf(all));
    const classifier = classifierThat(() => expect.unreachable());
    const { code, err } = await evalRun(['--predictions', file], { classifier });

    expect(code).toBe(0);
    expect(err).toContain('predictions file, 0 calls');
    expect(err).toContain('tier-0 misses 2/2');
  });

  it('incident 24 fail, gate or not, when a message was never predicted', async () => {
    const file = evals.write('p.jsonl', linesOf(all.slice(1)));
    const { code, err } = await evalRun(['--predictions', file]);

    expect(code).toBe(1);
    expect(err).toContain('adapter-ran: predictions file, 0 calls; 1 messages not predicted once');
    expect(reportOf().findings.invalidOutput).toEqual([{ id: 'where-1', why: 'never-predicted' }]);
  });

  it('count an invalid intent as invalid output, which a gate does not let through', async () => {
    const [first, ...rest] = all;
    const file = evals.write('p.jsonl', linesOf([{ ...first, intent: 'refunds' }, ...rest]));

    expect((await evalRun(['--predictions', file])).code).toBe(0);
    const { code, err, out } = await evalRun(['--predictions', file, '--gate']);
    expect(code).toBe(1);
    expect(err).toContain('GATE_FAILED: invalid-output: 1 of 8 messages');
    expect(out).toContain('line 1');
  });
});

describe('R8.2 eval compare', () => {
  const compare = (a: string, b: string, ...args: readonly string[]) =>
    runCli(['eval', 'compare', a, b, ...args]);

  it('lists every message whose decision changed, and the figures that differ', async () => {
    await accept();
    await evalRun([], { classifier: classifierThat(() => undefined) });
    const { code, out, err } = await compare(
      evals.path('baseline.json'),
      evals.path('out/report.json'),
    );

    expect(code).toBe(0);
    expect(out).toMatch(/refund-1 +intent,tier,abstained,band +refund_request .* → +unknown_other/);
    expect(out).toMatch(/accuracy +\d\.\d{3} \(\d\/7\) +\d\.\d{3} \(\d\/7\)/);
    expect(out).not.toContain('lawyer-1');
    expect(err).toMatch(/^\d decisions changed \(A holds 8 messages, B 8\)/);
  });

  it('compares files of predictions, bad lines included', async () => {
    const a = evals.write('a.jsonl', linesOf([predictionOf('one'), predictionOf('two')]));
    const b = evals.write('b.jsonl', linesOf([predictionOf('one', { tier: 2 }), { id: 'two' }]));
    const { code, out } = await compare(a, b, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      messages: { before: 2, after: 2 },
      changes: [
        { id: 'one', fields: ['tier'] },
        { id: 'two', after: { intent: 'invalid' } },
      ],
      differences: [],
    });
  });

  it.each(['nowhere.json', 'golden/plain.jsonl', 'lock.json'])(
    'refuses %s, which is none of them',
    async (file) => {
      await accept();
      const { code, err } = await compare(evals.path('baseline.json'), evals.path(file));

      expect(code).toBe(1);
      expect(err).toContain('COMPARISON_UNREADABLE');
    },
  );

  it('D10 says of a file of messages that it is no JSON, and quotes none', async () => {
    const file = evals.write('messages.json', 'my canary is on fire');
    const { err } = await compare(file, file);

    expect(err).toContain('messages.json is not JSON.');
    expect(err).not.toContain('canary');
  });

  it('refuses a report whose ids would speak to the terminal', async () => {
    await evalRun();
    const text = evals.textOf('out/report.json');
    const file = evals.write('evil.json', text.replaceAll('where-1', 'where\u009B2J'));

    expect((await compare(file, file, '--json')).err).toContain('COMPARISON_UNREADABLE');
  });
});
