import { describe, expect, it } from 'vitest';
import { digest } from '../../../test/support/preflight-fixture.ts';
import { CHECK_STATUSES, type Check } from '../../core/preflight/check.ts';
import { sealReport } from '../../core/preflight/report.ts';
import { formatReport } from './preflight.ts';

function check(change: Partial<Check>): Check {
  const usual = { id: 'account.caller', status: 'pass', code: null, detail: 'seen' } as const;
  return { ...usual, remedy: null, durationMs: 1, ...change };
}

function view(checks: readonly Check[]): string {
  const facts = { environment: 'dev', region: 'us-east-2', identityKind: 'emulated' } as const;
  const version = { toolVersion: '0.1.0', gitCommit: null, registryDigest: 'a'.repeat(64) };
  const time = '2026-11-26T12:00:00.000Z';
  return formatReport(sealReport({ ...facts, ...version, time, checks: [...checks] }, digest));
}

const FAILED = check({ status: 'fail', code: 'MARKER_MISSING', remedy: 'Run the init.' });

describe('R2.4 the table of a preflight', () => {
  it('says first where it looked, and last what came of it', () => {
    const lines = view([check({}), FAILED])
      .trimEnd()
      .split('\n');

    expect(lines[0]).toBe('preflight dev us-east-2 (identity emulated)');
    expect(lines.at(-1)).toBe('fail: 1 pass, 1 fail');
  });

  it('marks each check, and tells code and remedy of what is wrong', () => {
    const lines = view([check({}), FAILED]).split('\n');

    expect(lines[1]).toMatch(/^✓ {2}account\.caller +seen$/);
    expect(lines[2]).toMatch(/^✗ {2}account\.caller +seen$/);
    expect(lines[3]).toBe('     MARKER_MISSING → Run the init.');
  });

  it('has a mark for every status', () => {
    for (const status of CHECK_STATUSES) {
      const id = `check.${status}`;
      const code = status === 'skipped' ? 'PROBES_LEFT_OUT' : null;
      const [, line = ''] = view([check({ id, status, code })]).split('\n');

      expect(line).toMatch(/^[✓✗!·-] {2}check\./);
    }
  });

  it('counts what was not looked at by what it waits for', () => {
    const waiting = (id: string, needs: string) =>
      check({ id, status: 'skipped', code: 'CHECK_SKIPPED', detail: `needs ${needs}` });
    const text = view([FAILED, waiting('a', 'x'), waiting('b', 'x'), waiting('c', 'y')]);

    expect(text).toMatch(/· {2}2 not looked at +needs x\n/);
    expect(text).toMatch(/· {2}1 not looked at +needs y\n/);
    expect(text).toContain('fail: 1 fail, 3 skipped');
  });

  it('shows what was left out by request for itself', () => {
    const left = check({
      id: 'probes',
      status: 'skipped',
      code: 'PROBES_LEFT_OUT',
      remedy: 'Again.',
    });

    expect(view([left])).toContain('PROBES_LEFT_OUT');
    expect(view([left])).toContain('incomplete: 1 skipped');
  });

  it('makes one line of the template flags that nobody set', () => {
    const unset = ['t_a', 't_b'].map((id) =>
      check({ id: `flag.template_enabled/${id}`, status: 'not-set' }),
    );
    const set = check({ id: 'flag.template_enabled/t_c', detail: 'true' });
    const text = view([...unset, set]);

    expect(text).toMatch(/- {2}flag\.template_enabled\/\* +2 not set, which means off\n/);
    expect(text).not.toContain('t_a');
    expect(text).toContain('flag.template_enabled/t_c');
  });

  it('lets nothing through that a terminal would obey', () => {
    const esc = '\u001B';
    const text = view([check({ detail: `one${esc}[31m\n${esc}]0;two\u202Ethree` })]);

    expect(text).not.toContain(esc);
    expect(text).not.toContain('\u202E');
    expect(text.trimEnd().split('\n')).toHaveLength(3);
  });
});
