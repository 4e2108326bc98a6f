/** The server has as many requests as it may have. This one was not read. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
  readonly code = 'ERR_TOO_MANY_REQUESTS';
}
