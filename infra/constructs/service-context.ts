import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { EnvironmentName } from '../../src/core/environment/names.ts';
import type { EnvironmentConfig } from '../../src/core/environment/registry.ts';
import type { LambdaHandler } from '../handlers.names.ts';

/** What every part of one environment's stack is made for. */
export interface ServiceContext {
  readonly environment: EnvironmentName;
  readonly config: EnvironmentConfig;
  /** The code of a function: the same for all environments, so that what was tested is what is promoted. */
  readonly codeOf: (handler: LambdaHandler) => Code;
}
