// Compares what a library exports with a list of names: node check-exports.mjs NM LIBRARY EXPORTS.txt MORE…
// Why this stays: nm lists the exports, but compares them with nothing.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [nm, library, list, ...more] = process.argv.slice(2);
if (list === undefined) throw new Error('usage: node check-exports.mjs NM LIBRARY EXPORTS.txt [NAME…]');

const expected = new Set(
  readFileSync(list, 'utf8')
    .split('\n')
    .filter((name) => name !== '')
    .concat(more),
);
const exported = new Set(
  execFileSync(nm, ['-D', '--defined-only', library], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).at(-1))
    .filter((name) => name !== ''),
);

const mistakes = [
  ['missing', [...expected].filter((name) => !exported.has(name))],
  ['exported, but not of the interface', [...exported].filter((name) => !expected.has(name))],
].filter(([, names]) => names.length > 0);

for (const [what, names] of mistakes) console.error(`${what}: ${names.join(' ')}`);
console.log(`${expected.size} functions, ${exported.size} exported`);
process.exitCode = expected.size > 0 && mistakes.length === 0 ? 0 : 1;
