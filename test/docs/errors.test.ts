import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesInSource, codesInTable, codesInText } from './error-codes.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/** Words of others that look like our codes. Nothing of ours belongs here. */
const NOT_CODES: readonly RegExp[] = [
  // Variables of the environment.
  /^RPMW_/,
  /^AWS_/,
  // Codes of node, its HTTP parser and SQLite, which adapters translate.
  /^ERR_/,
  /^SQLITE_/,
  /^UND_ERR_/,
  /^HPE_/,
];

describe('docs/errors.md', () => {
  const page = readFileSync(path.join(PROJECT, 'docs/errors.md'), 'utf8');
  const listed = codesInTable(page);
  const inSource = codesInSource(PROJECT);

  it('lists every code of the source', () => {
    const codes = [...inSource].filter(([code]) => !NOT_CODES.some((word) => word.test(code)));

    const missing = codes.filter(([code]) => !listed.includes(code));
    expect(missing.map(([code, files]) => `${code} (${files.join(', ')})`)).toEqual([]);
  });

  it('lists no code that the source does not have', () => {
    expect(listed.filter((code) => !inSource.has(code))).toEqual([]);
  });

  it('lists each code once and in order, with a meaning and something to do', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));

    expect(rows).toHaveLength(listed.length);
    expect(listed).toEqual([...new Set(listed)].sort());
  });
});

describe('the comparison of codes', () => {
  it('sees codes in literals, and not in comments, names or words', () => {
    const text =
      "// NOT_THIS\nconst NOR_THIS = 'A_CODE'; f(`ANOTHER_CODE2`, 'NEITHER', 'nor_this', 'TWO WORDS_X');";

    expect(codesInText(text)).toEqual(['A_CODE', 'ANOTHER_CODE2']);
  });

  it('does not count a row without a meaning or an action', () => {
    const page =
      '| `GOOD_ROW` | it means | do this |\n| `NO_ACTION` | it means |  |\n| `NO_MEANING` | | do |';

    expect(codesInTable(page)).toEqual(['GOOD_ROW']);
  });
});
