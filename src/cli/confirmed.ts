import { ConfigurationError } from '../core/runtime/errors.ts';
import type { Console } from './surface.ts';

/**
 * Asks before something is written, unless `--yes` said so already.
 * @throws {ConfigurationError} `NOT_CONFIRMED` when nobody agreed, or nobody can be asked
 */
export async function confirmed(
  question: string,
  options: { readonly yes?: boolean },
  console: Console,
): Promise<void> {
  if (options.yes === true || (await console.confirm(question))) return;
  throw new ConfigurationError(
    'NOT_CONFIRMED',
    'Nothing was written.',
    'Answer yes, or add --yes.',
  );
}
