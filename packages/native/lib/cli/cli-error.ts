/** What the user got wrong, in one line. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
