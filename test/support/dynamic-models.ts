// Models whose dims are known with an execution only, as the bytes of ONNX files.
import { encodeModel, type OnnxType } from '@ascend-rx/native/onnx';

const t = (name: string, dims: readonly (number | string)[], type: OnnxType = 'float32') => ({
  name,
  type,
  dims,
});

const gears = (declared: object) => ({ 'ascend_rx.gears': JSON.stringify(declared) });

/** y = 2x, pictures of these heights and widths, with 2 channels. */
export function pictures(hw: readonly (readonly [number, number])[]): Uint8Array {
  return encodeModel({
    name: 'pictures',
    inputs: [t('x', ['N', 2, 'h', 'w'])],
    outputs: [t('y', ['N', 2, 'h', 'w'])],
    nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    metadata: gears({ hw }),
  });
}

/** y = -x, twice = 2z. `choices`: the sizes n and m of each gear. */
export function dimsGears(choices: readonly (readonly [number, number])[]): Uint8Array {
  return encodeModel({
    name: 'dimsGears',
    inputs: [t('x', [1, 'n']), t('z', ['m', 2])],
    outputs: [t('y', [1, 'n']), t('twice', ['m', 2])],
    nodes: [
      { op: 'Neg', inputs: ['x'], outputs: ['y'] },
      { op: 'Add', inputs: ['z', 'z'], outputs: ['twice'] },
    ],
    metadata: gears({ dims: choices }),
  });
}

/** y = 2x, of any length; and x as it is. */
export function doubledLength(): Uint8Array {
  return encodeModel({
    name: 'doubledLength',
    inputs: [t('x', [1, 'len', 2])],
    outputs: [t('y', [1, 'len', 2]), t('x', [1, 'len', 2])],
    nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  });
}

/** total = the sum of x, of any length: the dims of the output are known before. */
export function total(): Uint8Array {
  return encodeModel({
    name: 'total',
    inputs: [t('x', [1, 'len'])],
    outputs: [t('total', [1, 1])],
    nodes: [{ op: 'ReduceSum', inputs: ['x'], outputs: ['total'], attributes: { keepdims: 1 } }],
  });
}

/** places = where x is not 0. */
export function nonZero(elements: number): Uint8Array {
  return encodeModel({
    name: 'nonZero',
    inputs: [t('x', [elements])],
    outputs: [t('places', [1, 'found'], 'int64')],
    nodes: [{ op: 'NonZero', inputs: ['x'], outputs: ['places'] }],
  });
}

/** selected = the boxes that do not overlap with a better one, above a score of 0.5. */
export function suppression(): Uint8Array {
  return encodeModel({
    name: 'suppression',
    inputs: [t('boxes', [1, 'n', 4]), t('scores', [1, 1, 'n'])],
    outputs: [t('selected', ['found', 3], 'int64')],
    initializers: [
      { name: 'most', type: 'int64', dims: [1], data: BigInt64Array.of(100n) },
      { name: 'overlap', type: 'float32', dims: [1], data: Float32Array.of(0.5) },
      { name: 'score', type: 'float32', dims: [1], data: Float32Array.of(0.5) },
    ],
    nodes: [
      {
        op: 'NonMaxSuppression',
        inputs: ['boxes', 'scores', 'most', 'overlap', 'score'],
        outputs: ['selected'],
      },
    ],
  });
}

/** The k largest of six numbers, and where they are; k is an input. */
export function topK(): Uint8Array {
  return encodeModel({
    name: 'topK',
    inputs: [t('x', [1, 6]), t('k', [1], 'int64')],
    outputs: [t('largest', [1, 'k']), t('places', [1, 'k'], 'int64')],
    nodes: [{ op: 'TopK', inputs: ['x', 'k'], outputs: ['largest', 'places'], attributes: { axis: 1 } }],
  });
}

/** y = x with its batch: every input and every output carries one. */
export function rows(): Uint8Array {
  return encodeModel({
    name: 'rows',
    inputs: [t('x', ['n', 'm'])],
    outputs: [t('y', ['n', 'm'])],
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  });
}

/** picked = the table 0, 10, 20, 30 at these indices; any other index fails. */
export function pick(): Uint8Array {
  return encodeModel({
    name: 'pick',
    inputs: [t('index', [1, 'n'], 'int64')],
    outputs: [t('picked', [1, 'n'])],
    initializers: [{ name: 'table', type: 'float32', dims: [4], data: Float32Array.of(0, 10, 20, 30) }],
    nodes: [{ op: 'Gather', inputs: ['table', 'index'], outputs: ['picked'], attributes: { axis: 0 } }],
  });
}

/** y = -x, of any number of dims. */
export function anyRank(): Uint8Array {
  return encodeModel({
    name: 'anyRank',
    inputs: [{ name: 'x', type: 'float32' }],
    outputs: [{ name: 'y', type: 'float32' }],
    nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  });
}

/** y = -x, a matrix; or the sum of x, a scalar: as `whole` says. */
export function branches(): Uint8Array {
  const branch = (name: string, dims: readonly number[], op: string, attributes = {}) => ({
    graph: {
      name,
      inputs: [],
      outputs: [t(name, dims)],
      nodes: [{ op, inputs: ['x'], outputs: [name], attributes }],
    },
  });
  return encodeModel({
    name: 'branches',
    inputs: [t('whole', [], 'bool'), t('x', [2, 2])],
    outputs: [{ name: 'y', type: 'float32' }],
    nodes: [
      {
        op: 'If',
        inputs: ['whole'],
        outputs: ['y'],
        attributes: {
          then_branch: branch('negative', [2, 2], 'Neg'),
          else_branch: branch('sum', [], 'ReduceSum', { keepdims: 0 }),
        },
      },
    ],
  });
}

/** y = 2x, and places = where x is not 0, of batches of 1 or 2. */
export function batchedNonZero(): Uint8Array {
  return encodeModel({
    name: 'batchedNonZero',
    inputs: [t('x', ['N', 4])],
    outputs: [t('y', ['N', 4]), t('places', [2, 'found'], 'int64')],
    nodes: [
      { op: 'Add', inputs: ['x', 'x'], outputs: ['y'] },
      { op: 'NonZero', inputs: ['x'], outputs: ['places'] },
    ],
    metadata: gears({ batch: [1, 2] }),
  });
}
