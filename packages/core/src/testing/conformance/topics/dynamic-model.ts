// For models whose sizes are not known before an execution.
import { firstValueFrom, from, lastValueFrom, toArray } from 'rxjs';
import { infer } from '../../../infer/infer.js';
import type { Model } from '../../../model/model.js';
import type { InferConfig } from '../../../options/infer-config.js';
import type { InferResult } from '../../../pipeline/infer-result.js';
import type { Tensor } from '../../../tensors/tensor.js';
import { assertBalanced } from '../../assertions/assert-balanced.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { codeOf, injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { errorOf, numbers } from '../harness/run-numbers.js';

type Shape = readonly [rows: number, columns: number];

/** Small and large ones in turn, and such of 0 elements. The largest has 60 KB. */
const shapes: readonly Shape[] = [
  [1, 3],
  [3, 5000],
  [2, 0],
  [1, 1],
  [0, 7],
  [100, 20],
  [1, 3],
];

/** A tensor of a shape, filled with the number. */
function tensorOf([rows, columns]: Shape, n: number): Tensor<'float32'> {
  return { type: 'float32', dims: [rows, columns], data: new Float32Array(rows * columns).fill(n) };
}

/** Checks that the only output has the shape of its input, and its number. */
function assertCopyOf([rows, columns]: Shape, n: number, [output]: readonly Tensor[]): void {
  assertEqual(output?.dims, [rows, columns], `dims of the output ${n}`);
  const data = output?.data as Float32Array;
  const wrong = data.findIndex((each) => each !== n);
  assertEqual([data.length, wrong], [rows * columns, -1], `elements and first wrong one of the output ${n}`);
}

function assertCopy({ source, index, list }: InferResult<Shape>): void {
  assertCopyOf(source, index, list);
}

/** Runs values of these shapes, checks every result, and resolves with the results. */
async function collect(
  model: Model,
  given: readonly Shape[],
  config: InferConfig<Shape> = {},
): Promise<InferResult<Shape>[]> {
  const source = from(given);
  const results = await lastValueFrom(source.pipe(infer(model, { inputs: tensorOf, ...config }), toArray()));
  for (const result of results) {
    assertBalanced(model);
    assertCopy(result);
  }
  return results;
}

const indexesOf = (results: readonly InferResult<Shape>[]) => results.map(({ index }) => index);

export const dynamicModel: readonly ConformanceCase[] = [
  [
    'sizes that are not known are -1, and the model has no fixed batch sizes',
    async ({ load }) => {
      const model = await load();
      const described = [...model.inputs, ...model.outputs].map(({ type, dims, bytes }) => ({
        type,
        dims,
        bytes,
      }));
      const unknown = { type: 'float32', dims: [-1, -1], bytes: -1 };
      assertEqual(described, [unknown, unknown], 'input and output');
      assertEqual([model.batchSizes ?? null, model.gears ?? null], [null, null], 'batch sizes and gears');
    },
  ],
  [
    'each result has the dims and the data of its own execution, with every callbackInterval',
    async ({ load }) => {
      const model = await load();
      for (const callbackInterval of [1, 3, 0]) {
        const results = await collect(model, shapes, { callbackInterval });
        assertEqual(
          indexesOf(results),
          numbers(shapes.length),
          `results with callbackInterval ${callbackInterval}`,
        );
      }
      assertSettled(model);
    },
  ],
  [
    'outputs stay as they are while the slots are used for other sizes',
    async ({ load }) => {
      const model = await load({ slots: 2 });
      const many = numbers(6).flatMap(() => shapes);
      const results = await collect(model, many, { callbackInterval: 2 });
      // Checked again, when all of them have come.
      for (const result of results) assertCopy(result);
      for (const result of results) result.release();
      assertEqual(indexesOf(await collect(model, shapes)), numbers(shapes.length), 'results after release');
      assertSettled(model);
    },
  ],
  [
    'several instances execute values of several sizes',
    async ({ load }) => {
      const model = await load({ slots: 2, instances: 2 });
      const many = numbers(4).flatMap(() => shapes);
      assertEqual(indexesOf(await collect(model, many, { callbackInterval: 2 })), numbers(28), 'results');
      assertSettled(model);
    },
  ],
  [
    'values of the same dims share an execution, and values of others do not',
    async ({ load }) => {
      const model = await load();
      const [a, b]: readonly Shape[] = [
        [1, 3],
        [2, 9000],
      ] as const;
      const given = [a, a, a, a, b, b, a, a].map((shape) => shape as Shape);
      const results = await collect(model, given, {
        batchSize: 4,
        maxQueueDelay: 60_000,
        callbackInterval: 2,
      });
      assertEqual(indexesOf(results), numbers(8), 'results');
      assertEqual(model.stats().executions, 3, 'executions');
      assertSettled(model);
    },
  ],
  [
    'a value that does not fit fails before it is executed, and the others have their results',
    async ({ load }) => {
      const model = await load();
      const inputs = (shape: Shape, n: number) =>
        n === 1 ? { ...tensorOf(shape, n), dims: [shape[0] * shape[1]] } : tensorOf(shape, n);
      const results = await collect(model, shapes, { inputs, onFailure: 'drop', callbackInterval: 3 });
      assertEqual(indexesOf(results), [0, 2, 3, 4, 5, 6], 'results');
      assertEqual(model.stats().executions, 6, 'executions');
      assertEqual(codeOf(await errorOf(from(shapes).pipe(infer(model, { inputs })))), 'ERR_INPUT', 'error');
      await firstValueFrom(from(shapes).pipe(infer(model, { inputs: tensorOf })));
      await collect(model, shapes, { maxInFlight: 1 });
      assertSettled(model);
    },
  ],
  [
    'the results of a group keep their dims when an execution of it is refused',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { submissions: { 1: injectedCode } }) });
      const results = await collect(model, shapes, { onFailure: 'drop', callbackInterval: 4 });
      assertEqual(indexesOf(results), [0, 2, 3, 4, 5, 6], 'results');
      assertSettled(model);
    },
  ],
  [
    'calls have the dims of their own execution',
    async ({ load }) => {
      const model = await load();
      const results = await Promise.all(shapes.map((shape, n) => model.run(tensorOf(shape, n))));
      for (const [n, { list }] of results.entries()) assertCopyOf(shapes[n] as Shape, n, list);
      assertSettled(model);
    },
  ],
];
