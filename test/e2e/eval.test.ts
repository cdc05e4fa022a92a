import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockSchema } from '../../src/core/evaluation/baseline.ts';
import { evaluationReportSchema } from '../../src/core/evaluation/report.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const BIN = path.join(PROJECT, 'bin/rpmw.mjs');
const NO_NETWORK = path.join(PROJECT, 'test/support/preflight/preloads/no-network.ts');
/** What the preload ends a process with that touched the network. */
const NETWORK_TOUCHED = 97;

let out: string;
beforeAll(() => {
  out = mkdtempSync(path.join(tmpdir(), 'rpmw-eval-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

function runOffline(args: readonly string[]) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, ['--import', NO_NETWORK, ...args], { cwd: out });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe.concurrent('R8.2 incident 24 the offline evaluation', () => {
  it('passes its gates on the committed messages where any touch of the network ends the process', async () => {
    const run = await runOffline([BIN, 'eval', 'run', '--gate', '--json', '--out', out]);
    const report = evaluationReportSchema.parse(JSON.parse(run.stdout));

    expect(run.code, run.stderr).toBe(0);
    expect(report.adapter).toMatchObject({
      name: 'keyword-router',
      errors: 0,
      refusedConnections: 0,
    });
    expect(report.adapter.calls).toBe(report.dataset.messages);
    expect(report.dataset.messages).toBeGreaterThan(500);
    expect(report.metrics.rates.tierZeroMisses.hits).toBe(0);
    expect(report.metrics.rates.tierTwoViolations.hits).toBe(0);
    expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(/^eval: pass/);
  });

  it('R8.1 is locked to what decides and measures: settings, messages, screen, classifier and gate', () => {
    const lock = lockSchema.parse(
      JSON.parse(readFileSync(path.join(PROJECT, 'evals/lock.json'), 'utf8')),
    );

    expect(
      Object.keys({ ...lock.settings, ...lock.golden, ...lock.router, ...lock.baseline }),
    ).toEqual(
      expect.arrayContaining([
        ...['config/routing.json', 'config/templates.json', 'taxonomy', 'classifier'],
        'baseline.json',
        ...['intents', 'multi-intent', 'out-of-scope', 'tier-zero', 'adversarial'].map(
          (part) => `golden/${part}.jsonl`,
        ),
        ...[
          'src/core/intents/tier-zero-screen.ts',
          'src/core/intents/lexicon/tier-zero/en-legal.json',
        ],
        'src/core/intents/keyword-router/keyword-classifier.ts',
        ...['src/core/redaction/redact.ts', 'src/core/worker/plan.ts'],
        ...['src/core/gate/decide.ts', 'src/core/evaluation/safety-rates.ts'],
      ]),
    );
  });

  it.each([
    ['fetch', `await fetch('http://127.0.0.1:49999').catch(() => null)`],
    ['http', `(await import('node:http')).get('http://127.0.0.1:49999').on('error', () => null)`],
    ['net', `(await import('node:net')).connect(49999, '127.0.0.1').on('error', () => null)`],
    ['tls', `(await import('node:tls')).connect(49999, '127.0.0.1').on('error', () => null)`],
    ['dns', `(await import('node:dns')).lookup('shop.example', () => null)`],
    ['dgram', `(await import('node:dgram')).createSocket('udp4').send('x', 49999, '127.0.0.1')`],
  ])('such a process is ended by %s, though the error is swallowed', async (_name, code) => {
    const run = await runOffline(['--input-type=module', '--eval', code]);

    expect(run.code, run.stderr).toBe(NETWORK_TOUCHED);
  });
});
