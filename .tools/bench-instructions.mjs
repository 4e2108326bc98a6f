// npm run bench:instructions: how many instructions the JavaScript thread needs per inference of the no-op model, counted by
// callgrind. Times on a shared machine vary by a tenth and more; this count varies by a few hundredths, because
// the other threads decide how results come together. Why it stays: no benchmark library
// counts one thread of a process, without what the process needs to begin.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run, StepFailed, step } from './step.mjs';

// In thousands. The compilers of V8 are done after the first; the difference of both has only inferences in it.
const [shortRun, longRun] = /** @type {const} */ ([100, 250]);
// Garbage is collected, and functions are compiled, at the same places in every run.
const deterministic = ['--predictable-gc-schedule', '--single-threaded'];

await main(async () => {
  const { values } = parseArgs({
    options: {
      against: { type: 'string' },
      'callback-interval': { type: 'string', default: '8' },
    },
  });
  const interval = Number(values['callback-interval']);
  if (!Number.isInteger(interval) || interval < 1)
    throw new StepFailed(
      `Expected a whole number ≥ 1 for --callback-interval but received ${values['callback-interval']}`,
    );
  const { code } = await run('valgrind', ['--version']);
  if (code !== 0)
    throw new StepFailed('Expected valgrind on PATH, which has callgrind: install the package valgrind');
  await prepare({ tests: false, scope: 'bench' });
  const ours = await instructionsPerInference(root, interval);
  process.stdout.write(`this checkout: ${ours} instructions per inference on the JavaScript thread\n`);
  if (values.against === undefined) return;
  const theirs = await instructionsPerInference(resolve(values.against), interval);
  process.stdout.write(`the baseline: ${theirs}\nratio: ${(ours / theirs).toFixed(3)}\n`);
});

/**
 * @param {string} checkout a folder with a built checkout
 * @param {number} interval the option `callbackInterval`
 */
async function instructionsPerInference(checkout, interval) {
  const before = await count(checkout, interval, shortRun);
  const after = await count(checkout, interval, longRun);
  return Math.round((after - before) / (1000 * (longRun - shortRun)));
}

/**
 * Returns the instructions of the JavaScript thread, from the start of the process to its end.
 *
 * @param {string} checkout
 * @param {number} interval
 * @param {number} thousands how many thousand inferences
 */
async function count(checkout, interval, thousands) {
  const folder = await mkdtemp(join(tmpdir(), 'ascend-rx-instructions-'));
  try {
    const program = join(root, '.tools/bench-instructions-program.mjs');
    await step(
      `counting instructions of ${thousands},000 inferences`,
      'valgrind',
      [
        '--tool=callgrind',
        '--separate-threads=yes',
        '--smc-check=all-non-file',
        `--callgrind-out-file=${join(folder, 'count')}`,
        process.execPath,
        ...deterministic,
        program,
        checkout,
        String(interval),
        String(thousands),
      ],
      { env: { ORT_DISABLE_TELEMETRY: '1' } },
    );
    // Thread 1 is the first one, which runs JavaScript.
    const log = await readFile(join(folder, 'count-01'), 'latin1');
    const [, total] = /^(?:totals|summary): (\d+)/m.exec(log) ?? [];
    if (total === undefined) throw new StepFailed('callgrind has written no total for the JavaScript thread');
    return Number(total);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
