// C++: static analysis of every compiled file and the headers that it includes; .clang-tidy has the rules, among them
// that of locks. Why this is not run-clang-tidy: the npm package brings the program alone; and the analysis is slow, so
// a file is analysed again only if the file, one of its headers, its flags or the rules have changed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fingerprint, upToDate, writeStamp } from '../fingerprint.mjs';
import { bench, cache, native, nativeBuild, root } from '../root.mjs';
import { progress, run, StepFailed } from '../step.mjs';

const folder = join(root, 'test/node_modules/clang-tidy');
const binary = join(folder, 'binaries', `${process.platform}_${process.arch}`, 'clang-tidy');

/**
 * How CMake compiles one file.
 *
 * @typedef {object} Compilation
 * @property {string} file
 * @property {string} command
 */

export async function checkClangTidy() {
  const reason = noClangTidy();
  if (reason !== undefined) {
    progress(`> clang-tidy skipped: ${reason}`);
    return;
  }
  const all = compilations();
  const chosen = sample(all, Number(process.env.ASCEND_RX_TIDY_SHARE ?? 1), revision());
  const todo = chosen.flatMap((compilation) => {
    const stamp = join(cache, 'clang-tidy', `${relative(root, compilation.file).replaceAll('/', '+')}.json`);
    const inputs = inputsOf(compilation);
    return upToDate(stamp, inputs) ? [] : [{ file: compilation.file, stamp, inputs }];
  });
  if (todo.length === 0) return;
  const sampled = chosen.length < all.length ? `, of a sample of ${chosen.length} of ${all.length}` : '';
  progress(
    `> analysing ${todo.length} C++ ${todo.length === 1 ? 'file' : 'files'} with clang-tidy${sampled}`,
  );

  let failures = 0;
  const worker = async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const { code, log } = await tidy(next.file, ['-p', nativeBuild]);
      if (code === 0) {
        writeStamp(next.stamp, { inputs: next.inputs, outputs: [] });
      } else {
        failures++;
        progress(log.trimEnd());
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (failures > 0) throw new StepFailed(`clang-tidy: findings in ${failures} of the analysed files`);
}

/**
 * One of so many files each, others in each revision. CI has no time for all; `npm test -- --only lint` analyses all.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {number} share
 * @param {number} first
 */
export const sample = (all, share, first) => all.filter((_, index) => (index + first) % share === 0);

/** A number that every commit has another one of. */
function revision() {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return Number.parseInt(stdout?.slice(0, 8) || '0', 16);
}

/** @returns {string | undefined} why nothing can be analysed on this machine */
export function noClangTidy() {
  if (existsSync(binary)) return undefined;
  return `its npm package has no binary for ${process.platform} on ${process.arch}`;
}

/**
 * Analyses one file.
 *
 * @param {string} file
 * @param {readonly string[]} options how it is compiled: `-p` and a build folder, or `--` and flags
 */
export function tidy(file, options) {
  // The binary has no compiler headers of its own: it reads those of the compiler in use.
  builtin ??= execFileSync('c++', ['-print-file-name=include'], { encoding: 'utf8' }).trim();
  return run(binary, ['--quiet', `--extra-arg=-isystem${builtin}`, file, ...options]);
}

/** @type {string | undefined} */
let builtin;

/** @returns {Compilation[]} */
function compilations() {
  const file = join(nativeBuild, 'compile_commands.json');
  /** @type {Compilation[]} */
  const list = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const ours = list.filter((compilation) => isOurs(compilation.file));
  if (ours.length === 0)
    throw new StepFailed('clang-tidy: CMake compiles no C++ file, so nothing was analysed');
  return [...new Map(ours.map((compilation) => [compilation.file, compilation])).values()];
}

/** @param {Compilation} compilation */
function inputsOf({ file, command }) {
  const includeFolders = [...command.matchAll(/(?:-I|-isystem )(\S+)/g)].flatMap(([, path]) => path ?? []);
  const files = new Set([file]);
  // A set visits what is added while it is walked: the headers of headers, too.
  for (const each of files) {
    for (const header of includesOf(each)) {
      const places = [dirname(each), ...includeFolders].map((path) => resolve(path, header));
      const found = places.find((path) => isOurs(path) && isFile(path));
      if (found !== undefined) files.add(found);
    }
  }
  const version = readFileSync(join(folder, 'package.json'), 'utf8');
  const rules = [root, join(native, 'test')].map((path) => join(path, '.clang-tidy'));
  return fingerprint([...rules, ...[...files].sort()], [command, version]);
}

const isOurs = (/** @type {string} */ path) =>
  [native, bench].some((folder) => path.startsWith(`${folder}/`));

// A standard header such as <memory> may have the name of one of our folders.
const isFile = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** @param {string} file */
const includesOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(/^\s*#\s*include\s+["<]([^">]+)[">]/gm)].flatMap(
    ([, name]) => name ?? [],
  );
