import type { ConfigProblem, Registry } from '../environment/registry.ts';
import type { RoutingConfig } from '../intents/routing-config.ts';
import type { TemplatesConfig } from '../replies/template-config.ts';

/** Everything that is configured, parsed and judged; frozen for the life of the process. */
export interface Configuration {
  readonly registry: Registry;
  /** SHA-256 over the registry's canonical JSON. */
  readonly registryDigest: string;
  readonly routing: RoutingConfig;
  readonly templates: TemplatesConfig;
}

/** One finding of `config check`, with the file it is about. */
export interface FileProblem extends ConfigProblem {
  readonly file: string;
}
