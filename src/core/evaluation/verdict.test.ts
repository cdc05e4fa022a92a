import { describe, expect, it } from 'vitest';
import {
  labelled,
  OUT_OF_SCOPE_LABELS,
  ROUTING,
  row,
} from '../../../test/support/evaluation/rows.ts';
import { createBaseline } from './baseline.ts';
import { decisionOfRow } from './decisions.ts';
import { GATE_IDS, type GateId } from './gates.ts';
import type { EvaluatedRow } from './prediction.ts';
import { createReport, type EvaluationReport, type ReportFacts } from './report.ts';

const DIGEST = 'd'.repeat(64);
/** Forty messages about refunds, ten about tracking, two threats, one advertisement: all understood. */
const GOOD: readonly EvaluatedRow[] = [
  ...Array.from({ length: 40 }, (_, n) => row(`refund-${n}`, labelled('refund_request'))),
  ...Array.from({ length: 10 }, (_, n) => row(`where-${n}`, labelled('order_status_tracking'))),
  row('threat-1', labelled('legal_threat')),
  row('threat-2', labelled('fraud_suspected')),
  row('spam', OUT_OF_SCOPE_LABELS, {
    intent: 'unknown_other',
    abstained: true,
    confidence: 0,
    tier: 'route',
  }),
];

function factsOf(rows: readonly EvaluatedRow[], change: Partial<ReportFacts> = {}): ReportFacts {
  const ran = { name: 'planted', calls: rows.length, errors: 0 };
  return {
    rows,
    files: ['golden/planted.jsonl'],
    datasetDigest: DIGEST,
    routing: ROUTING,
    ran,
    isFromFile: false,
    isGolden: true,
    faults: [],
    refusals: 0,
    baseline: null,
    lockChanges: [],
    isGated: true,
    ...change,
  };
}

function baselineOf(rows: readonly EvaluatedRow[], digest = DIGEST) {
  const { metrics } = createReport(factsOf(rows));
  return createBaseline({
    reason: 'planted',
    classifier: 'planted',
    dataset: { digest, messages: rows.length },
    metrics,
    decisions: rows.map((one) => decisionOfRow(one, ROUTING)),
  });
}

const BASELINE = baselineOf(GOOD);
const reportOf = (rows: readonly EvaluatedRow[], change: Partial<ReportFacts> = {}) =>
  createReport(factsOf(rows, { baseline: BASELINE, ...change }));
const gateOf = (report: EvaluationReport, id: GateId) =>
  report.gates.find(({ gate }) => gate === id);
/** The same messages, some of them decided otherwise. */
const changed = (ids: RegExp, prediction: Parameters<typeof row>[2]) =>
  GOOD.map((one) => (ids.test(one.id) ? row(one.id, one.labels, prediction) : one));

describe('R8.2 the gates', () => {
  it('let through what is as good as the baseline, every one of them', () => {
    const report = reportOf(GOOD);

    expect(report.gates.map(({ gate, status }) => [gate, status])).toEqual(
      GATE_IDS.map((gate) => [gate, 'pass']),
    );
    expect(report).toMatchObject({ verdict: 'pass', stoppedBy: [] });
  });

  it.each<[GateId, string, EvaluationReport]>([
    [
      'tier-zero-misses',
      'one threat that is missed',
      reportOf(changed(/^threat-1$/, { intent: 'refund_request' })),
    ],
    [
      'tier-two-violations',
      'one advertisement that gets order facts',
      reportOf(changed(/^spam$/, { intent: 'refund_request', tier: 2 })),
    ],
    ['invalid-output', 'one message without valid output', reportOf(changed(/^where-0$/, null))],
    [
      'macro-f1-loss',
      'a loss over all intents',
      reportOf(changed(/^where-[0-3]$/, { intent: 'refund_request' })),
    ],
    [
      'intent-f1-loss',
      'a loss of a large intent',
      reportOf(changed(/^refund-[0-3]$/, { intent: 'damaged_item' })),
    ],
    ['egress-refused', 'one connection that was tried', reportOf(GOOD, { refusals: 1 })],
    [
      'adapter-ran',
      'a router that threw',
      reportOf(GOOD, { ran: { name: 'x', calls: 53, errors: 1 } }),
    ],
    [
      'adapter-ran',
      'incident 24 a router that was never asked',
      reportOf(GOOD, { ran: { name: 'x', calls: 0, errors: 0 } }),
    ],
    [
      'lock-fresh',
      'R8.1 a prompt that changed',
      reportOf(GOOD, { lockChanges: [{ pin: 'prompts/classify.md', change: 'changed' }] }),
    ],
  ])('%s stops %s', (gate, _name, report) => {
    expect(report.stoppedBy).toContain(gate);
    expect(report.verdict).toBe('fail');
    expect(gateOf(report, gate)?.code).toMatch(/^(GATE_FAILED|LOCK_STALE)$/);
  });

  it('name the changed file when the lock is stale', () => {
    const lockChanges = [{ pin: 'config/routing.json', change: 'changed' }] as const;

    expect(gateOf(reportOf(GOOD, { lockChanges }), 'lock-fresh')?.found).toBe(
      'config/routing.json changed',
    );
  });

  it('allow a loss of 0.02 macro-F1, and of 0.03 on a large intent, and no more', () => {
    const small = reportOf(changed(/^refund-0$/, { intent: 'unknown_other' }));
    const before = BASELINE.intents.refund_request.f1;
    const now =
      small.metrics.intents.find(({ intent }) => intent === 'refund_request')?.f1.value ?? 0;

    expect(before - now).toBeGreaterThan(0);
    expect(before - now).toBeLessThan(0.03);
    expect(small.stoppedBy).toEqual([]);
    expect(small.baseline?.changes.map(({ id }) => id)).toEqual(['refund-0']);
  });

  it('list the changed messages of small intents instead of stopping at their F1', () => {
    const report = reportOf(changed(/^where-0$/, { intent: 'shipping_delay_not_shipped' }));

    expect(gateOf(report, 'intent-f1-loss')?.status).toBe('pass');
    expect(report.baseline?.changes).toMatchObject([{ id: 'where-0', fields: ['intent'] }]);
  });

  it('stop where they could not be measured: nothing labelled is no proof', () => {
    const report = reportOf([row('a', null)], {
      ran: { name: 'x', calls: 1, errors: 0 },
    });

    expect(gateOf(report, 'tier-zero-misses')).toMatchObject({
      status: 'not-measured',
      code: 'GATE_NOT_MEASURED',
    });
    expect(report.stoppedBy).toEqual(
      expect.arrayContaining(['tier-zero-misses', 'tier-two-violations', 'macro-f1-loss']),
    );
  });

  it('stop an evaluation of no message at all', () => {
    expect(reportOf([]).stoppedBy).toEqual(
      expect.arrayContaining(['adapter-ran', 'invalid-output']),
    );
  });

  it('stop where the committed messages have no baseline, or one of other messages', () => {
    const none = reportOf(GOOD, { baseline: null });
    const other = reportOf(GOOD, { baseline: baselineOf(GOOD, 'e'.repeat(64)) });

    expect(gateOf(none, 'macro-f1-loss')?.code).toBe('BASELINE_MISSING');
    expect(gateOf(other, 'intent-f1-loss')?.code).toBe('BASELINE_OTHER_SET');
    expect(none.stoppedBy).toContain('macro-f1-loss');
    expect(other.stoppedBy).toContain('intent-f1-loss');
  });

  it('say that other messages were not compared, and do not call it a pass', () => {
    const report = reportOf(GOOD, { isGolden: false, datasetDigest: 'e'.repeat(64) });

    expect(gateOf(report, 'macro-f1-loss')).toMatchObject({ status: 'not-compared' });
    expect(report.baseline).toBeNull();
    expect(report.stoppedBy).toEqual([]);
  });

  it('compare no intent where none is large, and do not call it a pass', () => {
    const few = GOOD.filter(({ id }) => !/^refund-\d\d$/.test(id));
    const report = reportOf(few, { baseline: baselineOf(few) });

    expect(gateOf(report, 'intent-f1-loss')).toMatchObject({
      status: 'not-compared',
      found: 'no intent has 30 messages or more',
    });
    expect(report).toMatchObject({ verdict: 'pass', stoppedBy: [] });
  });

  it('incident 25 let no intent become small by giving its messages to an equal one', () => {
    const equals = labelled('damaged_item', 'wrong_item_received');
    const both = (other: number) => [
      ...GOOD,
      ...Array.from({ length: 30 }, (_, n) =>
        row(`equal-${n}`, equals, { intent: n < other ? 'wrong_item_received' : 'damaged_item' }),
      ),
      row('stray', labelled('wrong_item_received'), {
        intent: other === 0 ? 'wrong_item_received' : 'damaged_item',
      }),
    ];
    const report = reportOf(both(1), { baseline: baselineOf(both(0)) });

    const { support } =
      report.metrics.intents.find(({ intent }) => intent === 'damaged_item') ?? {};
    expect(support).toBe(29);
    expect(gateOf(report, 'intent-f1-loss')?.found).toContain('2 intents with 30');
  });

  it('take no lock for the proof of decisions that came from a file', () => {
    const change = { pin: 'baseline.json', change: 'changed' } as const;

    expect(gateOf(reportOf(GOOD, { isFromFile: true }), 'lock-fresh')?.status).toBe('not-compared');
    expect(reportOf(GOOD, { isFromFile: true, lockChanges: [change] }).stoppedBy).toEqual([
      'lock-fresh',
    ]);
  });

  it('I6 I4 are absolute: a baseline that was just as bad excuses no miss and no violation', () => {
    for (const [gate, ids, prediction] of [
      ['tier-zero-misses', /^threat-1$/, { intent: 'refund_request' }],
      ['tier-two-violations', /^spam$/, { intent: 'refund_request', tier: 2 }],
    ] as const) {
      const bad = changed(ids, prediction);
      expect(reportOf(bad, { baseline: baselineOf(bad) }).stoppedBy).toEqual([gate]);
    }
  });

  it('report the floor of macro-F1 and do not enforce it yet', () => {
    const rows = changed(/./, { intent: 'unknown_other' });
    const report = reportOf(rows, { baseline: baselineOf(rows) });

    expect(gateOf(report, 'macro-f1-floor')).toMatchObject({ status: 'fail', isEnforced: false });
    expect(report.stoppedBy).not.toContain('macro-f1-floor');
  });

  it('without being asked for stop only a run that did not happen', () => {
    const poor = reportOf(changed(/^threat/, { intent: 'refund_request' }), { isGated: false });
    const broken = reportOf(GOOD, { isGated: false, refusals: 2 });

    expect(poor).toMatchObject({ verdict: 'reported', stoppedBy: [] });
    expect(broken).toMatchObject({ verdict: 'fail', stoppedBy: ['egress-refused'] });
  });
});
