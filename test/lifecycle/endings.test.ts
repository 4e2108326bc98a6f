// Processes and workers that end with inferences in flight end by themselves: no signal, no hang, the
// exit code they were given. Many times each, because a crash at exit is a matter of timing: 20 times here, and
// 100 times by `npm run test:endings`.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { busy, squared } from '../support/models.js';
import { type Ending, runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('./endings.mjs', import.meta.url));
// Built with the C++ tests.
const stuckOnnx = fileURLToPath(
  new URL('../../packages/native/build/test/libascend_rx_stuck_onnx.so', import.meta.url),
);
const folder = new TemporaryFolder();
// A few milliseconds an inference: something is always running when the end comes.
const model = folder.write('busy.onnx', busy(2, 384));
const rounds = Number(process.env.ASCEND_RX_ENDINGS ?? 20);
// Moments of a load lie between 1 and 100 ms after its start.
const millisecondsApart = 100 / rounds;
const atOnce = 2;

afterAll(() => folder.remove());

async function endings(how: string, where: string, after = (_round: number) => 0): Promise<Ending[]> {
  const all: Ending[] = [];
  let started = 0;
  const runRounds = async () => {
    while (started < rounds) {
      started += 1;
      all.push(await runChild([program, model, how, where, String(after(started))]));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runRounds));
  return all;
}

describe('with inferences in flight', () => {
  it.each([
    ['process.exit()', 'exit', 'main', 0, ''],
    ['a thrown exception', 'throw', 'main', 1, ''],
    ['process.exit()', 'exit', 'worker', 0, 'worker has ended\n'],
    ['a thrown exception', 'throw', 'worker', 0, 'worker has ended\n'],
  ])(
    '%s (%s) in the %s thread ends well',
    async (_, how, where, code, stdout) => {
      const all = await endings(how, where);
      const odd = all.filter((ending) => ending.code !== code || ending.signal || ending.stdout !== stdout);
      expect(odd).toEqual([]);
      expect(all).toHaveLength(rounds);
      if (how === 'throw' && where === 'main') {
        for (const { stderr } of all) expect(stderr).toContain('thrown on purpose');
      }
    },
    300_000,
  );

  // ONNX Runtime can be interrupted between operators only; this one takes several seconds.
  it('process.exit() does not wait for an operator that takes long', async () => {
    const square = folder.write('square.onnx', squared(6144));
    const { code, signal, stdout } = await runChild([program, square, 'operator', 'main']);
    const milliseconds = Date.now() - Number(stdout);
    expect({ code, signal }).toEqual({ code: 3, signal: null });
    expect(milliseconds).toBeLessThan(1000);
  }, 60_000);

  // The load never returns. The library's static object tells of its destruction on stderr, and aborts.
  it('process.exit() destroys no static object that a loading thread uses', async () => {
    const ending = await runChild([program, model, 'stuck', 'main', stuckOnnx]);
    expect(ending).toEqual({ code: 3, signal: null, stdout: '', stderr: '' });
  }, 60_000);

  // Every moment of opening a device, loading ONNX Runtime and a model, and running it for the first time.
  it('process.exit() while loading ends the process well', async () => {
    const all = await endings('loading', 'main', (round) => Math.round(round * millisecondsApart));
    // ONNX Runtime writes to stderr where its static objects go while it uses them, and may end well all the same.
    expect(all.filter((ending) => ending.code !== 0 || ending.signal || ending.stderr)).toEqual([]);
    expect(all).toHaveLength(rounds);
  }, 300_000);
});
