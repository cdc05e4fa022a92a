/** The functions of an account, each bundled from one composition root. `id` names function, role and log group. */
export const LAMBDA_HANDLERS = [
  { id: 'intake', entry: 'src/entry/intake.lambda.ts', handler: 'handler' },
  { id: 'worker', entry: 'src/entry/worker.lambda.ts', handler: 'handler' },
] as const;
export type LambdaHandler = (typeof LAMBDA_HANDLERS)[number];
export type HandlerId = LambdaHandler['id'];

/** The file that a bundle consists of, beside the folder of the configuration. */
export const BUNDLE_FILE = 'index.mjs';
export const BUNDLED_CONFIG_FOLDER = 'config';
