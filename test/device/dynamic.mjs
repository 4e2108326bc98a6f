// Dynamic models with failures on purpose, under the strict checks, which tell of everything that is not given back. Arguments:
// the run mode of the embedded runtime and its faults, which are fixed for a process; then a model of NonZero, and one whose
// output has the dims of its input. Prints what it found.
import { infer } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, toArray } from 'rxjs';

const [runMode, faults, places, doubled] = process.argv.slice(2);
const device = await openDevice({ embedded: { runMode, strict: 'fail', faults: JSON.parse(faults) } });

/**
 * @param {import('@ascend-rx/core').Model} model
 * @param {(n: number) => import('@ascend-rx/core').InferInputs} inputs
 * @param {(result: import('@ascend-rx/core').InferResult<number>) => boolean} isRight
 */
async function run(model, inputs, isRight) {
  let dropped = 0;
  const results = await lastValueFrom(
    range(0, 200).pipe(
      infer(model, { inputs, callbackInterval: 3, onFailure: 'drop', onDrop: () => (dropped += 1) }),
      toArray(),
    ),
  );
  assertSettled(model);
  const right = results.filter(isRight).length;
  for (const result of results) if (result.source % 2) result.release();
  return { right, dropped, sum: right + dropped };
}

const elements = 20_000;
const nonZero = await device.loadModel(places, { slots: 5 });
const countOf = (n) => (n * 97) % elements;
const first = await run(
  nonZero,
  (n) => new Float32Array(elements).fill(1, 0, countOf(n)),
  ({ source, outputs }) =>
    outputs.places.dims[1] === countOf(source) &&
    outputs.places.data.every((place, i) => place === BigInt(i)),
);

const lengths = await device.loadModel(doubled, { slots: 5 });
const lengthOf = (n) => (n * 31) % 5000;
const second = await run(
  lengths,
  (n) => ({ type: 'float32', dims: [1, lengthOf(n), 2], data: new Float32Array(2 * lengthOf(n)).fill(n) }),
  ({ source, outputs }) =>
    outputs.y.dims[1] === lengthOf(source) &&
    outputs.y.data.every((value) => value === 2 * source) &&
    outputs.x.data.every((value) => value === source),
);

await device.close();
console.log(JSON.stringify({ first, second }));
