// Models that tests run, as the bytes of ONNX files.
import { encodeModel, type OnnxType } from '@ascend-rx/native/onnx';

/** y = x. The no-op of inference. */
export function identity(
  type: OnnxType = 'float32',
  dims: readonly (number | string)[] = [1, 16],
): Uint8Array {
  return encodeModel({
    name: 'identity',
    inputs: [{ name: 'x', type, dims }],
    outputs: [{ name: 'y', type, dims }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
}

/** y = x, but numbers below -1 are indices that point nowhere: they fail on the device. */
export function failingIdentity(dims: readonly number[] = [1, 16]): Uint8Array {
  return encodeModel({
    name: 'failingIdentity',
    inputs: [{ name: 'x', type: 'float32', dims }],
    outputs: [{ name: 'y', type: 'float32', dims }],
    initializers: [{ name: 'zero', type: 'float32', dims: [1], data: Float32Array.of(0) }],
    nodes: [
      { op: 'Min', inputs: ['x', 'zero'], outputs: ['least'] },
      { op: 'Cast', inputs: ['least'], outputs: ['index'], attributes: { to: 7 } },
      { op: 'Gather', inputs: ['zero', 'index'], outputs: ['looked'], attributes: { axis: 0 } },
      { op: 'Add', inputs: ['x', 'looked'], outputs: ['y'] },
    ],
  });
}

/** y = x · (1/n)^layers · … : `layers` products of n×n matrices, so that the time of an inference can be chosen. */
export function busy(layers: number, n = 512): Uint8Array {
  const weight = new Float32Array(n * n).fill(1 / n);
  return encodeModel({
    name: 'busy',
    inputs: [{ name: 'x', type: 'float32', dims: [n, n] }],
    outputs: [{ name: 'y', type: 'float32', dims: [n, n] }],
    initializers: [{ name: 'w', type: 'float32', dims: [n, n], data: weight }],
    nodes: Array.from({ length: layers }, (_, layer) => ({
      op: 'MatMul',
      inputs: [layer === 0 ? 'x' : `h${layer}`, 'w'],
      outputs: [layer === layers - 1 ? 'y' : `h${layer + 1}`],
    })),
  });
}

/** y = x · x, matrices of n×n: one operator that takes as long as n is large. */
export function squared(n: number): Uint8Array {
  return encodeModel({
    name: 'squared',
    inputs: [{ name: 'x', type: 'float32', dims: [n, n] }],
    outputs: [{ name: 'y', type: 'float32', dims: [n, n] }],
    nodes: [{ op: 'MatMul', inputs: ['x', 'x'], outputs: ['y'] }],
  });
}

/** y = table[x], a table of four numbers 0, 10, 20, 30: any other index fails on the device. */
export function lookup(): Uint8Array {
  return encodeModel({
    name: 'lookup',
    inputs: [{ name: 'x', type: 'int64', dims: [1] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1] }],
    initializers: [{ name: 'table', type: 'float32', dims: [4], data: Float32Array.of(0, 10, 20, 30) }],
    nodes: [{ op: 'Gather', inputs: ['table', 'x'], outputs: ['y'], attributes: { axis: 0 } }],
  });
}

const gearsOf = (batch: readonly number[]) => ({ 'ascend_rx.gears': JSON.stringify({ batch }) });

/** y = 2x, of float32 samples of `elements`, in batches of these sizes. */
export function batched(gears: readonly number[], elements = 4): Uint8Array {
  return encodeModel({
    name: 'batched',
    inputs: [{ name: 'x', type: 'float32', dims: ['N', elements] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['N', elements] }],
    nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    metadata: gearsOf(gears),
  });
}

/** y = x, in batches. */
export function batchedIdentity(gears: readonly number[], elements = 16): Uint8Array {
  return encodeModel({
    name: 'batchedIdentity',
    inputs: [{ name: 'x', type: 'float32', dims: ['N', elements] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['N', elements] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    metadata: gearsOf(gears),
  });
}

/** sum = a + b, float32; picked = c as it is, int32: in batches. */
export function batchedSeveral(gears: readonly number[]): Uint8Array {
  return encodeModel({
    name: 'batchedSeveral',
    inputs: [
      { name: 'a', type: 'float32', dims: ['N', 2, 3] },
      { name: 'b', type: 'float32', dims: ['N', 2, 3] },
      { name: 'c', type: 'int32', dims: ['N', 5] },
    ],
    outputs: [
      { name: 'sum', type: 'float32', dims: ['N', 2, 3] },
      { name: 'picked', type: 'int32', dims: ['N', 5] },
    ],
    nodes: [
      { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
      { op: 'Identity', inputs: ['c'], outputs: ['picked'] },
    ],
    metadata: gearsOf(gears),
  });
}

/** As `lookup`, in batches: one wrong index fails the whole batch. */
export function batchedLookup(gears: readonly number[]): Uint8Array {
  return encodeModel({
    name: 'batchedLookup',
    inputs: [{ name: 'x', type: 'int64', dims: ['N', 1] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['N', 1] }],
    initializers: [{ name: 'table', type: 'float32', dims: [4], data: Float32Array.of(0, 10, 20, 30) }],
    nodes: [{ op: 'Gather', inputs: ['table', 'x'], outputs: ['y'], attributes: { axis: 0 } }],
    metadata: gearsOf(gears),
  });
}

/** sum = a + b, both float32; picked = c as it is, int32. */
export function severalTensors(): Uint8Array {
  return encodeModel({
    name: 'several',
    inputs: [
      { name: 'a', type: 'float32', dims: [2, 3] },
      { name: 'b', type: 'float32', dims: [2, 3] },
      { name: 'c', type: 'int32', dims: [5] },
    ],
    outputs: [
      { name: 'sum', type: 'float32', dims: [2, 3] },
      { name: 'picked', type: 'int32', dims: [5] },
    ],
    nodes: [
      { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
      { op: 'Identity', inputs: ['c'], outputs: ['picked'] },
    ],
  });
}
