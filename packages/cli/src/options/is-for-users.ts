/**
 * Whether the message of an error is all that a user needs: the user can put right what was wrong. Any other error is a
 * fault of the program, and its stack trace is of use.
 *
 * True for a UsageError and for the errors of `@ascend-rx/core`. The check reads the errors' own properties and not
 * their classes, because a process may hold several copies of a package.
 */
export function isForUsers(error: unknown): error is Error {
  if (typeof error !== 'object' || error === null) return false;
  const { name, api, code } = error as { name?: unknown; api?: unknown; code?: unknown };
  const isAclError = typeof api === 'string' && typeof code === 'number';
  return isAclError || names.includes(name);
}

const names: readonly unknown[] = ['UsageError', 'AscendRxError', 'InferTimeoutError'];
