import { confirm, isCancel } from '@clack/prompts';
import { ConfigurationError } from '../core/runtime/errors.ts';
import type { Console } from './surface.ts';

interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stdin: { readonly isTTY?: boolean };
}

/** The console of a person or a script: data on stdout, talk on stderr, questions only to a terminal. */
export function createTerminalConsole({ stdout, stderr, stdin }: Streams): Console {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isTerminal: stderr.isTTY === true,
    confirm: async (question) => {
      if (stdin.isTTY !== true || stdout.isTTY !== true) return false;
      const answer = await confirm({ message: question, initialValue: false });
      return !isCancel(answer) && answer;
    },
  };
}

/**
 * Asks before something is done, unless `--yes` said so already.
 * @throws {ConfigurationError} `NOT_CONFIRMED` when nobody agreed, or nobody can be asked
 */
export async function confirmed(
  question: string,
  options: { readonly yes?: boolean },
  console: Console,
  nothingDone = 'Nothing was written.',
): Promise<void> {
  if (options.yes === true || (await console.confirm(question))) return;
  throw new ConfigurationError('NOT_CONFIRMED', nothingDone, 'Answer yes, or add --yes.');
}
