import { type ChildResult, runNode, type Variables } from '../preflight/child.ts';
import type { Site, Stage } from '../preflight/stage.ts';

/** The account of nobody's environment. */
export const WRONG_ACCOUNT = '999988887777';

export async function openWrongAccount(stage: Stage): Promise<Site> {
  const site = await stage.open('dev', 'stub');
  site.standIn.state.accountId = WRONG_ACCOUNT;
  return site;
}

/** What the account was asked, in order. */
export function callsOf(site: Site): readonly string[] {
  return site.standIn.journal.map(({ operation }) => operation);
}

/** Calls a function of an account, in a process of its own, with the variables that its stack gives it. */
export function callFunction(file: string, site: Site): Promise<ChildResult> {
  const variables: Variables = {
    ...site.variables,
    RPMW_ENV: site.environment,
    RPMW_CONFIG_DIR: site.configDir,
    AWS_REGION: 'us-east-2',
  };
  const code = `const { handler } = await import(${JSON.stringify(file)});
    try { console.log(JSON.stringify(await handler())); }
    catch (thrown) { console.log(JSON.stringify({ code: thrown.code })); process.exitCode = 1; }`;
  return runNode(['--input-type=module', '--eval', code], { home: site.home, variables });
}
