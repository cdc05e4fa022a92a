import { createReadStream } from 'node:fs';
import { printable } from '../../core/redaction/redact.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';

/** Longer than any line we know how to use; a bound, so that one line cannot fill the memory. */
const MAX_LINE_CHARS = 5_000_000;
const CHUNK_BYTES = 262_144;

export interface Line {
  /** As an editor counts, from 1. */
  readonly lineNumber: number;
  /** Without its line end; null where it was too long to keep. */
  readonly text: string | null;
}

/**
 * Reads a file line by line, however large: only one line is in memory. Lines end at LF or CR LF and at nothing else
 * (node:readline would also cut at U+2028 inside a JSON string); a byte order mark and blank lines are passed over.
 * @throws {ConfigurationError} `FILE_UNREADABLE` where the file cannot be read, or is not UTF-8
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let isTooLong = false;
  let lineNumber = 0;
  const finish = (text: string): Line | null => {
    lineNumber += 1;
    const line = isTooLong ? null : text.replace(/\r$/, '');
    isTooLong = false;
    return line?.trim() === '' ? null : { lineNumber, text: line };
  };
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    for await (const chunk of chunks) {
      const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) {
        const line = finish(piece);
        if (line !== null) yield line;
      }
      if (rest.length > MAX_LINE_CHARS) [rest, isTooLong] = ['', true];
    }
    const last = finish(rest + decoder.decode());
    if (last !== null) yield last;
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): ConfigurationError {
  // The decoder throws a TypeError, the file system an Error.
  const cause = thrown instanceof TypeError ? 'is not UTF-8' : 'cannot be read';
  return new ConfigurationError(
    'FILE_UNREADABLE',
    `${printable(path)} ${cause}.`,
    'Check the path, and that the file is UTF-8 text.',
    1,
    { cause: thrown },
  );
}
