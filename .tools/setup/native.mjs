// The embedded runtime and the addon, by cmake-js: for an addon that declares its Node-API version
// (package.json, binary.napi_versions) cmake-js takes the headers from npm packages and downloads nothing. CMake and its
// build tool know what is out of date. Why this stays: cmake-js does not name all missing prerequisites at once, and
// does not replace a build folder that was configured for another source folder.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { native, nativeBuild } from '../root.mjs';
import { StepFailed, step } from '../step.mjs';
import { missingPrerequisites } from './prerequisites.mjs';

/** @throws {StepFailed} if the machine lacks what a native build needs */
export function checkPrerequisites() {
  const missing = missingPrerequisites();
  if (missing !== undefined) throw new StepFailed(missing);
}

/** Whether CMake has found a compiler here before. */
export const isConfigured = () => sourceOfBuild() === native;

/**
 * Builds libraries and addon, and with `tests` the C++ tests. Both use one build folder, so that the libraries are
 * compiled once.
 */
export async function buildNative({ tests = false } = {}) {
  // CMake refuses a build folder that was made somewhere else.
  if (sourceOfBuild() !== undefined && !isConfigured()) rmSync(nativeBuild, { recursive: true });
  // Configured every time: the paths of headers have the versions of packages in them.
  await cmakeJs('configuring the native build', [
    'configure',
    '--CDASCEND_RX_BENCH=ON',
    `--CDASCEND_RX_TESTS=${tests ? 'ON' : 'OFF'}`,
  ]);
  const what = tests ? 'native code and its tests' : 'native code';
  await cmakeJs(`compiling ${what}`, ['build', '--parallel', String(availableParallelism())]);
}

/** @returns {string | undefined} the source folder that the build folder was made for */
function sourceOfBuild() {
  const file = join(nativeBuild, 'CMakeCache.txt');
  if (!existsSync(file)) return undefined;
  return /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}

/**
 * @param {string} title
 * @param {readonly string[]} args
 */
function cmakeJs(title, args) {
  const bin = join(native, 'node_modules/cmake-js/bin/cmake-js');
  const options = ['--directory', native, '--out', nativeBuild, '--config', 'Release', '--log-level', 'warn'];
  // npm passes its settings on as environment variables. cmake-js would take the folder of Node's headers from this one.
  return step(title, process.execPath, [bin, ...args, ...options], {
    env: { npm_config_nodedir: undefined },
  });
}
