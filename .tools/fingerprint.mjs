// Up-to-date checks by content: a stamp says what was done from which inputs, and what came of it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './root.mjs';

const generated = new Set(['node_modules', 'dist', 'build']);

/**
 * Every file below a folder, sorted; what tools generate is left out. A folder that is not there has none.
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
 * A hash over the names and contents of files. A file that is not there counts as empty.
 *
 * @param {readonly string[]} files absolute paths
 * @param {readonly unknown[]} [facts] what else the result depends on
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
 * What a stamp file holds.
 *
 * @typedef {object} Stamp
 * @property {string} inputs fingerprint of what it was made from
 * @property {readonly string[]} outputs paths that must still be there
 */

/**
 * @param {string} file
 * @returns {Stamp | undefined} nothing if there is none, or something else
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
 * @param {string} inputs fingerprint of the inputs as they are now
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
