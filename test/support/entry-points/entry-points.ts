/** What a command does in an account of which nothing is proved yet. */
export type CommandEntry =
  /** Goes through the account guard: refused in the wrong account, after one question whose it is. */
  | { readonly kind: 'guarded'; readonly args: readonly string[] }
  /** Reports instead of refusing; asks nothing beyond the account either. */
  | { readonly kind: 'report'; readonly args: readonly string[] }
  /** Works on a store of this machine; asked for an account's it says that there is none. Asks no account anything. */
  | { readonly kind: 'local'; readonly args: readonly string[] }
  /** Reads files of the configuration or a text; knows no environment's account. */
  | { readonly kind: 'pure'; readonly args: readonly string[] };

/** Every command of `rpmw`, with how it is tried. A command without a row fails the test. */
export const COMMAND_ENTRIES: Readonly<Record<string, CommandEntry>> = {
  'preflight account': { kind: 'report', args: [] },
  'preflight secrets': { kind: 'report', args: [] },
  'preflight all': { kind: 'report', args: [] },
  'account init': { kind: 'guarded', args: ['--yes'] },
  'secrets fingerprint': { kind: 'guarded', args: [] },
  'workspace register': { kind: 'guarded', args: ['--yes'] },
  'flags get': { kind: 'guarded', args: ['--runtime', 'aws'] },
  'flags set': {
    kind: 'guarded',
    args: ['safe_mode', 'true', '--yes', '--runtime', 'aws'],
  },
  kill: { kind: 'guarded', args: ['--runtime', 'aws'] },
  serve: { kind: 'local', args: [] },
  'tickets send': { kind: 'local', args: ['tickets.jsonl'] },
  'queue list': { kind: 'local', args: [] },
  'queue redrive': { kind: 'local', args: ['--all', '--yes', '--reason', 'test'] },
  'holds list': { kind: 'local', args: [] },
  'holds release': { kind: 'local', args: ['m_0', '--yes', '--reason', 'test'] },
  'ledger show': { kind: 'local', args: [] },
  'ledger verify': { kind: 'local', args: [] },
  'tickets explain': { kind: 'pure', args: ['--text', 'Where is my order?'] },
  'templates list': { kind: 'pure', args: [] },
  'config check': { kind: 'pure', args: [] },
  'eval run': { kind: 'pure', args: ['--evals', 'nowhere'] },
  'eval compare': { kind: 'pure', args: ['a.json', 'b.json'] },
  'eval accept': { kind: 'pure', args: ['--evals', 'nowhere', '--reason', 'test'] },
};

/** Files of src/entry that start something when they are run or called, and what they come through. */
export const ENTRY_FILES: Readonly<Record<string, 'commands' | 'start' | 'function'>> = {
  'cli.ts': 'commands',
  'local.ts': 'start',
  'intake.lambda.ts': 'function',
  'worker.lambda.ts': 'function',
};

/** Every bin of package.json. */
export const BIN_ENTRIES: Readonly<Record<string, 'commands'>> = { rpmw: 'commands' };

/**
 * Every script of package.json. `tool`: works on the checkout alone and cannot reach an account, which the test reads off
 * its imports; `start` runs the service of one machine; `guarded` is tried in the wrong account; `report` runs the
 * preflight itself, which reports instead of refusing and checks no more than the account either.
 */
export const SCRIPT_ENTRIES: Readonly<Record<string, 'tool' | 'start' | 'guarded' | 'report'>> = {
  start: 'start',
  test: 'tool',
  'test:deep': 'tool',
  verify: 'tool',
  lint: 'tool',
  format: 'tool',
  typecheck: 'tool',
  fences: 'tool',
  unused: 'tool',
  coverage: 'tool',
  generate: 'tool',
  build: 'tool',
  synth: 'tool',
  deploy: 'guarded',
  simulate: 'tool',
  crash: 'tool',
  'bench:gate': 'tool',
  'bench:intake': 'tool',
  'bench:preflight': 'report',
  'bench:queue': 'tool',
  'bench:soak': 'tool',
  'bench:worker': 'tool',
};
