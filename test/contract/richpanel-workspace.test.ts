import { createWorkspaceHarness } from '../support/vendor-harnesses.ts';
import { describeWorkspace } from './workspace.contract.ts';

describeWorkspace('Richpanel client against the stub', () => createWorkspaceHarness());
