// The embedded runtime and the addon, by cmake-js: for an addon that declares its Node-API version
// (package.json, binary.napi_versions) it takes the headers from npm packages and downloads nothing.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { filesBelow, fingerprint, upToDate, writeStamp } from '../fingerprint.mjs';
import { bench, native, nativeBuild, root } from '../root.mjs';
import { StepFailed, step } from '../step.mjs';
import { missingPrerequisites } from './prerequisites.mjs';

/** Where the libraries and the addon are put. */
const libraries = join(nativeBuild, 'Release');

const stampOf = (/** @type {boolean} */ tests) =>
  join(nativeBuild, tests ? '.stamp-tests.json' : '.stamp.json');

/** Whether {@link buildNative} would find nothing to do. */
export const nativeUpToDate = ({ tests = false } = {}) => upToDate(stampOf(tests), inputsOf(tests));

/** @throws {StepFailed} if the machine lacks what a native build needs */
export function checkPrerequisites() {
  const missing = missingPrerequisites();
  if (missing !== undefined) throw new StepFailed(missing);
}

/**
 * Builds libraries and addon, and with `tests` the C++ tests: in one build folder, so that either way
 * the libraries are compiled once.
 */
export async function buildNative({ tests = false } = {}) {
  const inputs = inputsOf(tests);
  if (upToDate(stampOf(tests), inputs)) return;
  const libraryInputs = inputsOf(false);
  checkPrerequisites();
  forgetMovedBuild();

  await cmakeJs('configuring the native build', [
    'configure',
    '--CDASCEND_RX_BENCH=ON',
    `--CDASCEND_RX_TESTS=${tests ? 'ON' : 'OFF'}`,
  ]);
  const what = tests ? 'native code and its tests' : 'native code';
  await cmakeJs(`compiling ${what}`, ['build', '--parallel', String(availableParallelism())]);

  const outputs = filesBelow(libraries);
  writeStamp(stampOf(false), { inputs: libraryInputs, outputs });
  if (tests) writeStamp(stampOf(true), { inputs, outputs });
}

/** @param {boolean} tests */
function inputsOf(tests) {
  const folders = ['src', 'include', 'cmake', ...(tests ? ['test'] : [])].map((name) => join(native, name));
  folders.push(join(bench, 'cpp'));
  const sources = folders.flatMap(filesBelow).filter((file) => !file.endsWith('.ts'));
  const files = ['CMakeLists.txt', 'package.json'].map((name) => join(native, name));
  const facts = [root, process.arch, process.env.CXX, process.env.CXXFLAGS];
  return fingerprint([...sources, ...files, join(root, 'pnpm-lock.yaml')], facts);
}

/**
 * @param {string} title
 * @param {readonly string[]} args
 */
function cmakeJs(title, args) {
  const bin = join(native, 'node_modules/cmake-js/bin/cmake-js');
  const options = ['--directory', native, '--out', nativeBuild, '--config', 'Release', '--log-level', 'warn'];
  // npm hands its settings down as variables, of which cmake-js would take the folder of Node's headers.
  return step(title, process.execPath, [bin, ...args, ...options], {
    env: { npm_config_nodedir: undefined },
  });
}

/** CMake refuses a build folder that was made somewhere else. */
function forgetMovedBuild() {
  const file = join(nativeBuild, 'CMakeCache.txt');
  if (!existsSync(file)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (home !== native) rmSync(nativeBuild, { recursive: true });
}
