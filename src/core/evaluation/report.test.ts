import { describe, expect, it } from 'vitest';
import { labelled, ROUTING, row } from '../../../test/support/evaluation/rows.ts';
import { createReport, type ReportFacts, summaryLine } from './report.ts';

const rows = [
  row('a', labelled('refund_request')),
  row('b', labelled('legal_threat'), { intent: 'refund_request' }),
];
const lineOf = (change: Partial<ReportFacts> = {}) =>
  summaryLine(
    createReport({
      rows,
      files: [],
      datasetDigest: '0'.repeat(64),
      routing: ROUTING,
      ran: { name: 'planted', calls: 2, errors: 0 },
      isFromFile: false,
      isGolden: false,
      faults: [],
      refusals: 0,
      baseline: null,
      lockChanges: [],
      isGated: true,
      ...change,
    }),
  );

describe('R8.2 the line for a build', () => {
  it('incident 24 incident 25 names the gate that failed, what ran, and every denominator', () => {
    const line = lineOf();

    expect(line).toContain('eval: FAIL (tier-zero-misses)');
    expect(line).toContain('planted 2 calls, 0 errors');
    expect(line).toContain('accuracy 1/2');
    expect(line).toContain('tier-0 misses 1/1');
    expect(line).toContain('out-of-scope recall not measured');
    expect(line).toContain('baseline not compared');
    expect(line).not.toContain('\n');
  });

  it('says what a gate would have done when none was asked for', () => {
    expect(lineOf({ isGated: false })).toContain('reported, --gate would fail (tier-zero-misses)');
  });

  it('says that nothing was asked where a file stood in for the router', () => {
    const ran = { name: 'predictions file', calls: 0, errors: 0 };

    expect(lineOf({ isFromFile: true, ran })).toContain('predictions file, 0 calls');
  });
});
