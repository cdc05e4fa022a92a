import { InvalidArgumentError } from 'commander';

/** True for what `parseArgs` and the parsers of single options refuse. An error of anything else is no wrong usage. */
export function isWrongUsage(thrown: unknown): thrown is Error {
  if (thrown instanceof InvalidArgumentError) return true;
  if (!(thrown instanceof Error && 'code' in thrown)) return false;
  return String(thrown.code).startsWith('ERR_PARSE_ARGS');
}
