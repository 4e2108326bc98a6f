/** What the user of a program got wrong, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
