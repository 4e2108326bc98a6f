/** What the client sent is no picture that can be decoded. The message is one line, for the client. */
export class BadPicture extends Error {
  override readonly name = 'BadPicture';
}
