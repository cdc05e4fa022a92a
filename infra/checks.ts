import {
  type App,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Validations,
} from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Shared: its engine takes seconds to load, at the first use. */
const engine = new CloudFormationValidatePlugin();
/** Wrapped, because its optional members are declared otherwise than the interface has them. */
const templateValidator: IPolicyValidationPlugin = {
  name: engine.name,
  validate: (context) => engine.validate(context),
};

/**
 * Writes the assembly of an app whose templates stand up to cdk-nag and to CloudFormation's validator.
 *
 * @throws {Error} on a finding that is not acknowledged; what was found is on standard error
 */
export function synthesiseChecked(app: App): void {
  Validations.of(app).addPlugins(templateValidator, new AwsSolutionsChecks(app));
  app.synth();
}
