import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/core/gate/policy.ts';
import { decideMatrix, renderSafetyMatrix } from './safety-matrix.ts';

/** Every state is decided twice: tens of seconds on a busy machine. */
describe('docs/safety-matrix.md', () => {
  it('changes when a rule is gone, so it is not written by hand', () => {
    const page = renderSafetyMatrix(decideMatrix());
    const rules = RULES.filter(({ name }) => name !== 'automation-on');

    const changed = renderSafetyMatrix(decideMatrix(rules));

    expect(page).toContain('`SAFE_MODE_ON`');
    expect(page).toMatch(/In all of them:.*`safe_mode`: `false`; `automation_enabled`: `true`/);
    expect(changed).not.toContain('`SAFE_MODE_ON`');
    expect(changed).not.toMatch(/In all of them:.*`safe_mode`: `false`/);
  });
});
