import type { Command } from 'commander';
import { listTemplates } from '../../core/replies/template-config.ts';
import { configOf, withConfig } from '../options.ts';
import { formatTable, printJson } from '../print.ts';
import type { Surface } from '../surface.ts';

/** `templates list`: the catalogue. */
export function registerTemplates(program: Command, surface: Surface): void {
  const noun = program.command('templates').description('the reply templates');
  withConfig(noun.command('list').description('list the catalogue')).action(
    (options: { config?: string; json?: boolean }) => {
      const { templates } = configOf(options, surface).configuration();
      const list = listTemplates(templates);
      if (options.json === true) return printJson(surface.console, list);
      const rows = list.map((entry) => [entry.id, `tier ${entry.tier}`, entry.variants.join(', ')]);
      surface.console.out(formatTable([['template', 'tier', 'variants'], ...rows]));
    },
  );
}
