// The folders that tools work in. Every tool works from the repository root, whatever the current folder is.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The native package: CMake's source directory. */
export const native = join(root, 'packages/native');

/** The benchmark's package; the native build compiles its C++ programs. */
export const bench = join(root, 'packages/bench');

/** CMake's binary directory; libraries and the addon land in its Release folder. */
export const nativeBuild = join(native, 'build');

/** Files that tools keep for their next run. */
export const cache = join(root, 'node_modules/.cache/ascend-rx');
