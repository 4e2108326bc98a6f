// What inferences leave behind, and models and devices that have been closed: nothing, however many there are.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const programs = {
  steady: fileURLToPath(new URL('steady.mjs', import.meta.url)),
  opened: fileURLToPath(new URL('opened.mjs', import.meta.url)),
  prepared: fileURLToPath(new URL('prepared.mjs', import.meta.url)),
};
const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('memory', () => {
  it.each([
    { what: 'small', elements: 16, count: 40_000, interval: 8 },
    { what: 'small, each with a callback', elements: 16, count: 40_000, interval: 1 },
    { what: 'large', elements: 20_000, count: 1000, interval: 4 },
  ])('is steady over inferences that are $what', async ({ elements, count, interval }) => {
    const model = folder.write(`identity-${elements}.onnx`, identity('float32', [1, elements]));
    const { code, stdout, stderr } = await runChild([
      '--expose-gc',
      programs.steady,
      model,
      String(count),
      String(interval),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { added, ledger } = JSON.parse(stdout);
    // A byte for each of the small ones would be as much.
    expect(added.held).toBeLessThan(40_000);
    // So would 100 bytes of native memory for each of the small ones, or the memory of 50 of the large ones.
    expect(added.resident).toBeLessThan(4_000_000);
    expect(added.handles).toBe(0);
    const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = ledger;
    expect(waiting + inFlight + delivered + dropped + failed + cancelled).toBe(submitted);
    expect({ waiting, inFlight, dropped, failed }).toEqual({
      waiting: 0,
      inFlight: 0,
      dropped: 0,
      failed: 0,
    });
  });

  it('is steady over pictures that are prepared, alone and in pipelines that come and go', async () => {
    const model = folder.write('picture.onnx', identity('float32', [1, 3, 96, 96]));
    const { code, stdout, stderr } = await runChild(['--expose-gc', programs.prepared, model, '400']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { added, ledger } = JSON.parse(stdout);
    // About 1,000 pictures a round: 100 bytes for each would be as much. The input of one has 110,592 bytes.
    expect(added.held).toBeLessThan(100_000);
    expect(added.resident).toBeLessThan(4_000_000);
    expect(added.handles).toBe(0);
    const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = ledger;
    expect(delivered + dropped + failed + cancelled).toBe(submitted);
    expect({ waiting, inFlight, dropped, failed }).toEqual({
      waiting: 0,
      inFlight: 0,
      dropped: 0,
      failed: 0,
    });
  }, 120_000);

  it('is steady over devices and models that are opened and closed', async () => {
    const model = folder.write('identity.onnx', identity());
    const none = folder.write('none.onnx', new Uint8Array(100));
    const { code, stdout, stderr } = await runChild(['--expose-gc', programs.opened, model, none]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const added = JSON.parse(stdout);
    // 80 models have been loaded, or not, and closed: what JavaScript has for one of them is 50,000 bytes.
    expect(added.held).toBeLessThan(100_000);
    expect(added.resident).toBeLessThan(4_000_000);
    expect(added.handles).toBe(0);
  }, 120_000);
});
