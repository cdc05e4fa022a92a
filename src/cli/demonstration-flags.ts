import { isAllSealed } from '../core/environment/vendor-modes.ts';
import { type FlagName, templateFlag } from '../core/flags/names.ts';
import { planFlagChange, setFlag } from '../core/operate/set-flag.ts';
import { listTemplates, type TemplatesConfig } from '../core/replies/template-config.ts';

import { ConfigurationError } from '../core/runtime/errors.ts';
import type { OperatorStores, Surface } from './surface.ts';

const REASON = 'demonstration';

function demonstrationFlags(templates: TemplatesConfig): readonly (readonly [FlagName, string])[] {
  const tierOne = listTemplates(templates).filter((template) => template.tier === 1);
  return [
    ['safe_mode', 'false'],
    ['automation_enabled', 'true'],
    ['routing_enabled', 'true'],
    ['automation_channels', 'email,livechat'],
    ...tierOne.map((template) => [templateFlag(template.id), 'true'] as const),
  ];
}

/**
 * Opens the flags of an empty data folder, through the same use case as `flags set`, so that `npm start` has
 * something to show. Anything but dev with every vendor sealed is refused.
 * @throws {ConfigurationError} `DEMONSTRATION_REFUSED`
 */
export async function writeDemonstrationFlags(
  stores: OperatorStores,
  templates: TemplatesConfig,
  surface: Surface,
): Promise<void> {
  const { environment, vendorModes } = stores.operatorContext().process;
  if (environment !== 'dev' || !isAllSealed(vendorModes)) {
    throw new ConfigurationError(
      'DEMONSTRATION_REFUSED',
      'Demonstration flags are for dev with every vendor a stub.',
      'Use npx rpmw serve, and set flags one by one.',
    );
  }
  const deps = {
    flags: stores.flags,
    operation: async () => ({ ...stores, clock: surface.clock }),
  };
  for (const [flag, value] of demonstrationFlags(templates)) {
    const change = await planFlagChange(flag, value, stores.flags);
    await setFlag(change, { actor: surface.variables.actor, reason: REASON }, deps);
  }
}
