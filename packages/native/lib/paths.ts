// Where the parts of this package are, for build systems and for people.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonFile, buildFolder } from './addon.js';

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
 */
export function paths(): Paths {
  return {
    include: fileURLToPath(new URL('../include/', import.meta.url)),
    library: `${buildFolder}libascendcl.so`,
    onnxruntime: onnxruntimeLibrary(),
    addon: addonFile,
  };
}

// bin/napi-v6/linux/x64/libonnxruntime.so.1 in the package; the folder's number grows with Node-API.
function onnxruntimeLibrary(): string | undefined {
  const bin = join(packageFolder('onnxruntime-node') ?? '', 'bin');
  if (!existsSync(bin)) return undefined;
  return readdirSync(bin)
    .filter((name) => name.startsWith('napi-v'))
    .map((name) => join(bin, name, process.platform, process.arch, 'libonnxruntime.so.1'))
    .find((file) => existsSync(file));
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
