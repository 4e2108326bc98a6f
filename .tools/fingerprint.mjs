// Up-to-date checks by content. A stamp file records the hash of the inputs of a step, and the outputs of the step.
// Why it stays: pnpm would ask the network whether an install is current, and clang-tidy keeps no record of its runs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './root.mjs';

const generated = new Set(['node_modules', 'dist', 'build']);

/**
 * Every file below a folder, sorted, without generated folders. A folder that does not exist has no files.
 *
 * @param {string} folder
 * @returns {string[]} absolute paths
 */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return generated.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/**
 * A hash over the names and contents of files. A file that does not exist counts as empty.
 *
 * @param {readonly string[]} files absolute paths
 * @param {readonly unknown[]} [facts] other inputs of the step
 */
export function fingerprint(files, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of files) {
    const content = existsSync(file) ? readFileSync(file) : '';
    hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * The content of a stamp file.
 *
 * @typedef {object} Stamp
 * @property {string} inputs fingerprint of the inputs
 * @property {readonly string[]} outputs paths that must still exist
 */

/**
 * @param {string} file
 * @returns {Stamp | undefined} `undefined` if there is no such file, or no JSON in it
 */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string} inputs fingerprint of the present inputs
 */
export function upToDate(file, inputs) {
  const stamp = readStamp(file);
  return stamp?.inputs === inputs && stamp.outputs.every((path) => existsSync(path));
}

/**
 * @param {string} file
 * @param {Stamp} stamp
 */
export function writeStamp(file, stamp) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(stamp, null, 2));
}
