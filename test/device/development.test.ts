// Development mode: inputs that change before their results have come are found out, and harm nobody.
import { AscendRxError, infer, type Model } from '@ascend-rx/core';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { identity, severalTensors } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const elements = 20_000;
let device: Device;
let large: Model;
let small: Model;
let several: Model;

beforeAll(async () => {
  device = await openDevice({ library: 'embedded', development: true });
  large = await device.loadModel(folder.write('large', identity('float32', [1, elements])));
  small = await device.loadModel(folder.write('small', identity()));
  several = await device.loadModel(folder.write('several', severalTensors()));
});
afterAll(async () => {
  await device.close();
  folder.remove();
});

/** Runs the model over it, and does something before any result can come. */
function runWhile(model: Model, input: Float32Array, meanwhile: () => void): Promise<number[]> {
  const first = lastValueFrom(
    of(input).pipe(
      infer(model),
      map(({ outputs }) => Number(outputs.y?.data[0])),
      toArray(),
    ),
  );
  meanwhile();
  return first;
}

describe('development mode', () => {
  it('leaves inputs alone that stay as they are', async () => {
    for (const [model, length] of [
      [large, elements],
      [small, 16],
    ] as const) {
      expect(await runWhile(model, new Float32Array(length).fill(3), () => {})).toEqual([3]);
    }
  });

  it.each(['large', 'small'])('finds out that a %s input was changed', async (size) => {
    const model = size === 'large' ? large : small;
    const input = new Float32Array(size === 'large' ? elements : 16);
    const running = runWhile(model, input, () => {
      input[input.length - 1] = 1;
    });
    const error = await running.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AscendRxError);
    expect(error).toMatchObject({
      code: 'ERR_INPUT_CHANGED',
      message: expect.stringContaining('the memory given for `x` to stay as it is'),
    });
  });

  it('finds out that memory has gone', async () => {
    const transferred = new Float32Array(elements);
    await expect(
      runWhile(large, transferred, () =>
        structuredClone(transferred.buffer, { transfer: [transferred.buffer] }),
      ),
    ).rejects.toMatchObject({ code: 'ERR_INPUT_CHANGED' });
  });

  it('names the input of several that was changed', async () => {
    const inputs = { a: new Float32Array(6), b: new Float32Array(6), c: new Int32Array(5) };
    const running = lastValueFrom(of(inputs).pipe(infer(several)));
    inputs.b[0] = 1;
    await expect(running).rejects.toThrow('memory given for `b`');
  });

  it('drops such an input where failures are dropped, and goes on', async () => {
    const inputs = [1, 2, 3].map((n) => new Float32Array(elements).fill(n));
    const dropped: unknown[] = [];
    const running = lastValueFrom(
      of(...inputs).pipe(
        infer(large, { onFailure: 'drop', callbackInterval: 3, onDrop: (value) => dropped.push(value) }),
        map(({ outputs }) => outputs.y?.data[0]),
        toArray(),
      ),
    );
    inputs[1]?.fill(9);
    expect(await running).toEqual([1, 3]);
    expect(dropped).toEqual([inputs[1]]);
    expect(large.stats().ledger).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it('is an option that is true or false', async () => {
    await expect(openDevice({ development: 1 as never })).rejects.toThrow(
      'Expected true or false for `development` but received 1',
    );
  });

  it('is on by the environment, too', async () => {
    process.env.ASCEND_RX_DEVELOPMENT = '1';
    const other = await openDevice({ library: 'embedded' });
    delete process.env.ASCEND_RX_DEVELOPMENT;
    const model = await other.loadModel(folder.write('other', identity()));
    const input = new Float32Array(16);
    await expect(
      runWhile(model, input, () => {
        input[0] = 1;
      }),
    ).rejects.toMatchObject({ code: 'ERR_INPUT_CHANGED' });
    await other.close();
  });
});
