import { expected } from './expected.js';
import { nearest } from './nearest.js';

/**
 * Throws a TypeError for an option that does not exist; the message names the nearest one that does.
 *
 * @param of what takes the options, for the message
 * @param options the options that were given
 * @param known the names of the options that exist
 */
export function assertKnownOptions(of: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(expected(`an object with options of ${of}`, 'options', options));
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new TypeError(
      `${of} has no option \`${name}\`${meant ? `: did you mean \`${meant}\`?` : `. Its options are ${known.join(', ')}.`}`,
    );
  }
}
