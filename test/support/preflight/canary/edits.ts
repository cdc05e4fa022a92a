import { z } from 'zod';

export const EDITS_VARIABLE = 'TEST_EDITS';
/** What a child says of an edit that did nothing. */
export const NOTHING_TO_EDIT = 'nothing to edit';

export const editsSchema = z.array(
  z.strictObject({ file: z.string(), from: z.string(), to: z.string() }),
);
export type Edit = z.infer<typeof editsSchema>[number];

/** Where nothing but redaction stands between a value and an output, with the redaction taken out. */
export const REMOVALS: readonly { readonly name: string; readonly edits: readonly Edit[] }[] = [
  {
    name: 'a wrong secret is quoted',
    edits: [
      {
        file: '/core/preflight/secret-checks.ts',
        ...{ from: "'its value cannot be right'", to: 'String(values)' },
      },
    ],
  },
  {
    name: 'a wrong tag is quoted',
    edits: [
      {
        file: '/core/preflight/secret-checks.ts',
        from: "'SECRET_TAG_DIFFERS',",
        to: "'SECRET_TAG_DIFFERS', String(description.tags.get(TAG_KEYS.environment)) +",
      },
    ],
  },
  {
    name: 'a wrong flag is quoted',
    edits: [
      {
        file: '/core/preflight/flag-checks.ts',
        ...{ from: "'it is none of the values that it may have'", to: 'reading.raw' },
      },
    ],
  },
  {
    name: 'a wrong marker is quoted',
    edits: [
      { file: '/core/preflight/account-checks.ts', from: "'something else'", to: 'reading.raw' },
    ],
  },
  {
    name: 'the caller keeps its ARN',
    edits: [
      {
        file: '/aws/sts-caller-identity.ts',
        from: 'z.object({ Account',
        to: 'z.object({ Arn: z.string(), Account',
      },
      {
        file: '/aws/sts-caller-identity.ts',
        from: 'accountId: answer.Account',
        to: 'accountId: answer.Arn',
      },
    ],
  },
  {
    name: 'a refusal of the parameter store keeps its text',
    edits: [
      {
        file: '/aws/ssm-parameter-store.ts',
        from: "return { state: 'unreadable', failure: toAccountFailure(thrown) }",
        to: "return { state: 'unreadable', failure: String(thrown) }",
      },
    ],
  },
];

/** Somebody prints a good secret by mistake. */
export const PRINTED_BY_MISTAKE: Edit = {
  file: '/core/preflight/secret-checks.ts',
  ...{ from: "'readable and plausible'", to: 'String(reading.value)' },
};

/** A `Sensitive` that shows what it holds. */
export const SENSITIVE_SHOWS: Edit = {
  file: '/core/redaction/sensitive.ts',
  ...{ from: 'return REDACTED;', to: 'return String(this.#value);' },
};

/** The reason of an operator goes to the ledger as it was typed. */
export const REASON_AS_TYPED: Edit = {
  file: '/core/operate/operation.ts',
  ...{ from: 'redactText(operator.reason)', to: 'operator.reason' },
};
