// Where the parts of this package are, for build systems and for people.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addonFile, buildFolder } from './addon.js';
import { packageFolder } from './package-folder.js';

/** The parts of `@ascend-rx/native` in the file system: absolute paths. */
export interface Paths {
  /** Folder of the ABI's headers: `#include "acl/acl.h"` with it on the include path. */
  include: string;
  /** The embedded runtime, libascendcl.so. */
  library: string;
  /** ONNX Runtime's shared library; undefined when the optional package onnxruntime-node is not installed. */
  onnxruntime: string | undefined;
  /** The Node-API addon. */
  addon: string;
}

/**
 * Finds the headers, the embedded runtime, ONNX Runtime and the addon.
 *
 * ```ts
 * import { paths } from '@ascend-rx/native';
 *
 * console.log(`g++ recipe.cc -I${paths().include} ${paths().library}`);
 * ```
 *
 * @return absolute paths; the files exist once the package has been built
 * @throws AscendRxError ERR_ADDON if this package is part of a bundle: it must be marked external there
 */
export function paths(): Paths {
  return {
    include: join(packageFolder(), 'include/'),
    library: join(buildFolder(), 'libascendcl.so'),
    onnxruntime: onnxruntimeLibrary(),
    addon: addonFile(),
  };
}

// bin/napi-v6/linux/x64/libonnxruntime.so.1 in the package; the folder's number grows with Node-API.
function onnxruntimeLibrary(): string | undefined {
  const bin = join(installed('onnxruntime-node') ?? '', 'bin');
  if (!existsSync(bin)) return undefined;
  return readdirSync(bin)
    .filter((name) => name.startsWith('napi-v'))
    .map((name) => join(bin, name, process.platform, process.arch, 'libonnxruntime.so.1'))
    .find((file) => existsSync(file));
}

function installed(name: string): string | undefined {
  const { resolve } = createRequire(join(packageFolder(), 'package.json'));
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
