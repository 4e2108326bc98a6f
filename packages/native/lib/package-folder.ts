// Where this package is installed: its native parts are found from there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AscendRxError } from '@ascend-rx/core';

const packageName = '@ascend-rx/native';

// In a bundle this is the bundle's own place, or that of this file when it was bundled; in one of CommonJS it may be
// undefined. A constant of its own, because bundlers take `new URL('…', import.meta.url)` for a file that they must copy.
const here: string | undefined = import.meta.url;

// webpack and Rspack put the place at which this file was bundled into the bundle: it would seem to work, until the bundle is
// moved to another machine. In their bundles this variable is a function.
declare const __webpack_require__: unknown;
const isWebpacked = typeof __webpack_require__ !== 'undefined';

let found: string | undefined;

/**
 * The folder of this package: an absolute path.
 *
 * @throws AscendRxError ERR_ADDON if this code is not in its package any more, because it has been bundled, or if the package
 *   cannot be read
 */
export function packageFolder(): string {
  found ??= find();
  return found;
}

// From `lib` and from `dist` alike.
function find(): string {
  if (here?.startsWith('file:') && !isWebpacked) {
    const folder = fileURLToPath(new URL('..', here));
    if (nameIn(join(folder, 'package.json')) === packageName) return folder;
  }
  const place = here === undefined || isWebpacked ? '' : ` (${here})`;
  throw new AscendRxError(
    'ERR_ADDON',
    `The code of ${packageName} runs from a bundle${place}, where it cannot find the native parts of its package. ` +
      `In the settings of the bundler, mark ${packageName} external, and install it beside the bundle: ` +
      'see docs/bundlers.md in the repository of ascend-rx.',
  );
}

// Undefined: there is no such file, or it is of something else.
function nameIn(manifest: string): unknown {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).name;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    // Without descriptors, for example.
    throw new AscendRxError(
      'ERR_ADDON',
      `Expected the package.json of ${packageName} but received: ${message}`,
      { cause },
    );
  }
}
