import { ENVIRONMENT_NAMES, type EnvironmentName } from '../../src/core/environment/names.ts';
import { parseRegistry } from '../../src/core/environment/registry.ts';
import {
  isInScope,
  resolveTicketScope,
  TICKET_SCOPES,
} from '../../src/core/environment/ticket-scope.ts';
import {
  isModeAllowed,
  MODEL_MODES,
  RICHPANEL_MODES,
  SHOPIFY_MODES,
  type Vendor,
} from '../../src/core/environment/vendor-modes.ts';
import { codesOf } from '../../src/core/gate/decide.ts';
import { EFFECT_NAMES, vendorOf } from '../../src/core/gate/effects.ts';
import { allowingProposal } from '../../test/support/gate-context.ts';
import { type Gate, intersect } from './safety-matrix-gate.ts';
import { code, codes, count, section, table } from './safety-matrix-markdown.ts';
import {
  COMPLETE_ACCOUNT,
  EVERY_MODES,
  snapshotOf,
  TEST_CHANNEL,
  TICKET_CASES,
} from './safety-matrix-states.ts';

const VENDOR_MODES: readonly { readonly vendor: Vendor; readonly mode: string }[] = [
  ...RICHPANEL_MODES.map((mode) => ({ vendor: 'richpanel', mode }) as const),
  ...SHOPIFY_MODES.map((mode) => ({ vendor: 'shopify', mode }) as const),
  ...MODEL_MODES.map((mode) => ({ vendor: 'model', mode }) as const),
];

/** A registry in which nothing is wrong but, perhaps, the one mode. */
function registryWith(environment: EnvironmentName, vendor: Vendor, mode: string): unknown {
  const environments = ENVIRONMENT_NAMES.map((name, index) => {
    const shop = { mode: 'live-read', shopDomain: 'example.myshopify.com', apiVersion: '2026-07' };
    const vendors = {
      richpanel: { mode: name === 'prod' ? 'live' : 'stub' },
      shopify: shop,
      model: { mode: 'embedded', name: 'pinned' },
    };
    const chosen = { ...vendors[vendor], mode };
    const accountId = String(index).repeat(12);
    const own = name === environment ? { ...vendors, [vendor]: chosen } : vendors;
    const account = { accountId, region: 'us-east-2', tags: { owner: 'support-engineering' } };
    return [name, { ...account, vendors: own }] as const;
  });
  return { schemaVersion: 1, environments: Object.fromEntries(environments) };
}

function configuredAs(environment: EnvironmentName, vendor: Vendor, mode: string): string {
  const parsed = parseRegistry(registryWith(environment, vendor, mode));
  return parsed.ok ? 'allowed' : `refused: ${codes(parsed.problems.map((each) => each.code))}`;
}

/** What the gate says to every effect on a vendor in a mode that its environment must not run in. */
function judgeForbidden(gate: Gate): { readonly decisions: number; readonly words: string } {
  const before = gate.countDecisions();
  const flags = snapshotOf(new Map());
  const decisions = ENVIRONMENT_NAMES.flatMap((environment) => {
    const process = { environment, identity: COMPLETE_ACCOUNT.identityIn(environment) };
    const state = { ...process, flags, runMode: 'live', isReleaseApproved: true } as const;
    return EVERY_MODES.flatMap((modes) =>
      EFFECT_NAMES.filter((effect) => {
        const vendor = vendorOf(effect);
        return vendor !== null && !isModeAllowed(environment, vendor, modes[vendor]);
      }).map((effect) =>
        gate.decide(allowingProposal(effect), { ...state, modes, isInScope: true }),
      ),
    );
  });
  const common = intersect(decisions.map((decision) => new Set(codesOf(decision))));
  const isRefused = decisions.every(({ outcome }) => outcome === 'deny');
  const words = isRefused
    ? `denied every one of them: ${codes(common)}`
    : 'did NOT deny all of them';
  return { decisions: gate.countDecisions() - before, words };
}

/** Which mode each vendor may have where, as the configuration is judged, and what the gate adds. */
export function renderModes(gate: Gate): string {
  const rows = VENDOR_MODES.map(({ vendor, mode }) => [
    vendor,
    code(mode),
    ...ENVIRONMENT_NAMES.map((environment) => configuredAs(environment, vendor, mode)),
  ]);
  const forbidden = judgeForbidden(gate);
  return section(
    'Environments and vendor modes',
    'What happens when the configuration names a mode. A process with a refused configuration does not start.',
    table(['vendor', 'mode', ...ENVIRONMENT_NAMES], rows),
    `The gate looks again: asked ${count(forbidden.decisions)} times about an effect on a vendor in a mode that the table refuses, it ${forbidden.words}.`,
  );
}

/** Which tickets are ours to touch. */
export function renderScopes(): string {
  const scopeIn = (
    mode: (typeof RICHPANEL_MODES)[number],
    wish?: (typeof TICKET_SCOPES)[number],
  ) => {
    const scope = resolveTicketScope(mode, wish);
    return scope === null ? 'refused' : code(scope);
  };
  const modes = RICHPANEL_MODES.map((mode) => [
    code(mode),
    scopeIn(mode),
    ...TICKET_SCOPES.map((wish) => scopeIn(mode, wish)),
  ]);
  const tickets = TICKET_CASES.map(({ name, projection }) => [
    name,
    ...TICKET_SCOPES.map((scope) =>
      isInScope(projection, { scope, testChannelId: TEST_CHANNEL })
        ? 'ours to touch'
        : 'left alone',
    ),
  ]);
  return section(
    'Ticket scope',
    'The scope of a running process, by its helpdesk mode and what `--ticket-scope` says:',
    table(['helpdesk', 'option left out', ...TICKET_SCOPES.map((wish) => code(wish))], modes),
    'What a scope means for a ticket:',
    table(['ticket', ...TICKET_SCOPES.map((scope) => `scope ${code(scope)}`)], tickets),
  );
}
