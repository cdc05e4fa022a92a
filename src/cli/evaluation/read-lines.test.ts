import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Line, readLines } from './read-lines.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rpmw-lines-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function linesOf(content: string | Uint8Array): Promise<readonly Line[]> {
  const path = join(dir, 'file.jsonl');
  writeFileSync(path, content);
  const lines: Line[] = [];
  for await (const line of readLines(path)) lines.push(line);
  return lines;
}

describe('reading JSON Lines', () => {
  it('passes over blank lines and a byte order mark, and counts as an editor does', async () => {
    expect(await linesOf('\uFEFF{"a":1}\r\n\r\n  \n{"b":2}\n')).toEqual([
      { lineNumber: 1, text: '{"a":1}' },
      { lineNumber: 4, text: '{"b":2}' },
    ]);
  });

  it('reads a last line without an end, and nothing from an empty file', async () => {
    expect(await linesOf('{"a":1}')).toEqual([{ lineNumber: 1, text: '{"a":1}' }]);
    expect(await linesOf('')).toEqual([]);
  });

  it('does not cut at the line separators that JSON allows inside a string', async () => {
    expect(await linesOf('{"a":"x\u2028y\u2029z\u0085"}\n')).toHaveLength(1);
  });

  it('keeps characters whole across the pieces that a file is read in', async () => {
    const long = '😀é'.repeat(100_000);
    const [line] = await linesOf(`a${long}\n`);

    expect(line?.text).toBe(`a${long}`);
  });

  it('does not keep a line that would fill the memory, and goes on after it', async () => {
    const lines = await linesOf(`${'x'.repeat(6_000_000)}\n{"a":1}\n`);

    expect(lines).toEqual([
      { lineNumber: 1, text: null },
      { lineNumber: 2, text: '{"a":1}' },
    ]);
  });

  it('refuses a file that is not UTF-8 or not there, by name', async () => {
    const refused = (read: Promise<unknown>) => read.catch((thrown: unknown) => thrown);
    const broken = await refused(linesOf(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)));
    const missing = await refused(readLines(join(dir, 'none')).next());

    expect(broken).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(String(broken)).toContain('is not UTF-8');
    expect(missing).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(String(missing)).toContain('cannot be read');
  });
});
