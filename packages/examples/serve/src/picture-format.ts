/** The media types under which pictures may come. */
export const mediaTypes = ['image/jpeg', 'image/png', 'image/webp'];

/**
 * Whether a file begins as a JPEG, PNG or WebP file does. Everything else is refused before a decoder sees it: the library
 * that decodes knows many more formats than anybody here has asked for.
 */
export function isPicture(file: Uint8Array): boolean {
  const has = (offset: number, ...bytes: number[]) => bytes.every((byte, i) => file[offset + i] === byte);
  const jpeg = has(0, 0xff, 0xd8, 0xff);
  const png = has(0, 0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a);
  const webp = has(0, ...ascii('RIFF')) && has(8, ...ascii('WEBP'));
  return jpeg || png || webp;
}

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));
