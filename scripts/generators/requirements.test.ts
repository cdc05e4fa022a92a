import { describe, expect, it } from 'vitest';
import { idsIn, renderRequirements } from './requirements.ts';
import { DEFECTS, INCIDENTS, INVARIANTS, REQUIREMENTS } from './requirements-table.ts';
import { testNamesIn } from './test-names.ts';

describe('the ids in a test name', () => {
  it('are found wherever they stand', () => {
    const name = 'R6.2 ignores look-alikes, as in D14 (I5)';

    expect(idsIn(name)).toEqual(['R6.2', 'D14', 'I5']);
  });

  it('may be a list of incidents', () => {
    const name = 'incidents 2, 7 and 10: one shape; incident 1';

    expect(idsIn(name)).toEqual(['incident 2', 'incident 7', 'incident 10', 'incident 1']);
  });

  it('are not seen inside other words', () => {
    expect(idsIn('ID5 and AI9 and R6 and 3D4x are nothing')).toEqual([]);
  });
});

describe('the names in a test file', () => {
  it('include groups, tables and templates', () => {
    const text = [
      "describe('outer', () => {",
      "  it.each(rows)('each $because', () => {});",
      '  it.skipIf(slow)(`with $' + '{value} inside`, () => {});',
      "  it.prop([anyText])('law', () => {});",
      '});',
      "const rows = [{ because: 'a row', other: 'not a name' }];",
    ].join('\n');

    expect(testNamesIn(text)).toEqual(['outer', 'each $because', 'with … inside', 'law', 'a row']);
  });

  it('leave out what does not run, with everything inside it', () => {
    const text =
      "describe.skip('off', () => { it('inside', run); }); it.todo('later'); it('on', run);";

    expect(testNamesIn(text)).toEqual(['on']);
  });
});

describe('the requirements page', () => {
  const page = renderRequirements([
    { file: 'a.test.ts', name: 'R6.2 one' },
    { file: 'a.test.ts', name: 'R6.2 two | three' },
    { file: 'b.test.ts', name: 'incident 7' },
  ]);

  it('gives every id one line, with its first test and how many there are', () => {
    expect(page).toMatch(/^\| R6\.2 \|.*\| R6\.2 one \(`a\.test\.ts`\) \| 2 \|$/m);
    expect(page).toMatch(/^\| incident 7 \|.*\| incident 7 \(`b\.test\.ts`\) \| 1 \|$/m);
    expect(page).toMatch(/^\| I9 \|.*\| \*\*open\*\* \| 0 \|$/m);
  });

  it('shows the open ones first', () => {
    expect(page.indexOf('| R11.1 |')).toBeLessThan(page.indexOf('| R6.2 |'));
  });

  it('knows 22 requirements, 11 invariants, 18 defects and 30 incidents, each once', () => {
    const all = [REQUIREMENTS, INVARIANTS, DEFECTS, INCIDENTS];

    expect(all.map((rows) => new Set(rows.map(({ id }) => id)).size)).toEqual([22, 11, 18, 30]);
  });
});
