// Compares what a library exports with a list of names: node check-exports.mjs NM LIBRARY EXPORTS.txt.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Declared, and not written yet. To become empty: what is exported must not be here. */
const stillToCome = `
  aclmdlGetDynamicBatch aclmdlGetDynamicHW aclmdlGetInputDynamicGearCount aclmdlGetInputDynamicDims
  aclmdlSetDynamicBatchSize aclmdlSetDynamicHWSize aclmdlSetInputDynamicDims
`
  .split(/\s+/)
  .filter((name) => name !== '');

const [nm, library, list] = process.argv.slice(2);
if (list === undefined) throw new Error('usage: node check-exports.mjs NM LIBRARY EXPORTS.txt');

const expected = new Set(
  readFileSync(list, 'utf8')
    .split('\n')
    .filter((name) => name !== ''),
);
const exported = new Set(
  execFileSync(nm, ['-D', '--defined-only', library], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).at(-1))
    .filter((name) => name !== ''),
);

const mistakes = [
  ['missing', [...expected].filter((name) => !exported.has(name) && !stillToCome.includes(name))],
  ['exported, but not of the interface', [...exported].filter((name) => !expected.has(name))],
  ['exported by now: take it off the list still to come', stillToCome.filter((name) => exported.has(name))],
  ['on the list still to come, but not of the interface', stillToCome.filter((name) => !expected.has(name))],
].filter(([, names]) => names.length > 0);

for (const [what, names] of mistakes) console.error(`${what}: ${names.join(' ')}`);
console.log(`${expected.size} functions, ${exported.size} exported, ${stillToCome.length} still to come`);
process.exitCode = expected.size > 0 && mistakes.length === 0 ? 0 : 1;
