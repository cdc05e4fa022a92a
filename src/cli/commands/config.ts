import type { Command } from 'commander';
import { printable } from '../../core/redaction/redact.ts';
import { configOf, withConfig } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

/** `config check`: every problem of every configuration file, with a remedy; exit 1 when there is one. */
export function registerConfig(
  program: Command,
  surface: Surface,
  exit: (code: number) => void,
): void {
  const noun = program.command('config').description('the configuration files');
  withConfig(noun.command('check').description('check every configuration file')).action(
    (options: { config?: string; json?: boolean }) => {
      const problems = configOf(options, surface).problems();
      if (options.json === true) {
        printJson(surface.console, { schemaVersion: 1, ok: problems.length === 0, problems });
      } else if (problems.length === 0) {
        surface.console.out('✓ environments.json, routing.json and templates.json are in order\n');
      } else {
        for (const problem of problems) {
          surface.console.out(formatTable([['✗', problem.file, problem.path, problem.code]]));
          surface.console.out(`  ${printable(problem.message, 300)}\n  ${problem.remedy}\n`);
        }
      }
      exit(problems.length === 0 ? 0 : 1);
    },
  );
}
