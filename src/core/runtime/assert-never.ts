/** Closes a flag over a union: a member that was added later fails to compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected member of a closed union (${typeof value})`);
}
