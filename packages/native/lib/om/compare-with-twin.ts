// Whether an ONNX model is the twin of an offline model: the one that it was compiled from.
import type { TensorInfo } from '@ascend-rx/core';
import { gearDims, gearsText } from '../reading/gears.js';
import type { OfflineModel, OfflineTensor } from './offline-model.js';

/** What is compared of the ONNX model, as a device has loaded it: a `Model` has it all, and a session, too. */
export interface TwinSignature {
  readonly inputs: readonly Pick<TensorInfo, 'name' | 'type' | 'dims' | 'bytes'>[];
  readonly outputs: readonly Pick<TensorInfo, 'name' | 'type' | 'dims' | 'bytes'>[];
  /** Batch gears. */
  readonly batchSizes?: readonly number[] | undefined;
  /** Other gears: for each of them, the dims of every input. */
  readonly gears?: readonly (readonly (readonly number[])[])[] | undefined;
}

/** Something in which an offline model and its twin are not the same. */
export interface TwinDifference {
  readonly kind: 'input' | 'output' | 'gears';
  /** Of one tensor: its place in the offline model. Absent: it is about all of them. */
  readonly index?: number;
  /** Of one tensor: its name in the offline model. */
  readonly name?: string;
  /** `number` and `order` of all; `name`, `type`, `dims` and `bytes` of one; `gears`. */
  readonly what: 'number' | 'order' | 'name' | 'type' | 'dims' | 'bytes' | 'gears';
  /** What the offline model has, as text. */
  readonly offline: string;
  /** What the ONNX model has. */
  readonly twin: string;
}

// ATC adds them as inputs of the model, for the choice of the gear and for dynamic AIPP. No program gives them values.
const addedInputs = ['ascend_mbatch_shape_data', 'ascend_dynamic_aipp_data'];

/**
 * Compares inputs, outputs and gears: how many, their order, names, types, dims and bytes. A dim of an output that one of both
 * learns only by executing is not compared, and of a model with gears none that may depend on the gear.
 *
 * ```ts
 * import { openDevice } from '@ascend-rx/native';
 * import { compareWithTwin, readOfflineModel } from '@ascend-rx/native/om';
 *
 * await using device = await openDevice({ library: 'embedded' });
 * const twin = await device.loadModel('detector.onnx');
 * console.log(compareWithTwin(await readOfflineModel('detector.om'), twin)); // [] if they are the same
 * ```
 *
 * @return the differences; none: the ONNX model can run in the place of the offline model
 */
export function compareWithTwin(offline: OfflineModel, twin: TwinSignature): TwinDifference[] {
  const inputs = offline.inputs.filter(({ name }) => !addedInputs.includes(name));
  const isBatch = offline.gears?.batch !== undefined;
  const hasGears = offline.gears !== undefined;
  return [
    ...compareTensors('input', inputs, twin.inputs, { isBatch, hasGears }),
    ...compareTensors('output', offline.outputs, twin.outputs, { isBatch, hasGears }),
    ...compareGears(offline, inputs, twin),
  ];
}

type TwinTensor = TwinSignature['inputs'][number];
type Kind = 'input' | 'output';

interface GearKind {
  readonly isBatch: boolean;
  readonly hasGears: boolean;
}

function compareTensors(
  kind: Kind,
  offline: readonly OfflineTensor[],
  twin: readonly TwinTensor[],
  gears: GearKind,
): TwinDifference[] {
  const names = [offline, twin].map((tensors) => tensors.map(({ name }) => name)) as [string[], string[]];
  const [offlineNames, twinNames] = names;
  if (offline.length !== twin.length) {
    const count = (all: readonly string[]) => `${all.length} (${all.join(', ')})`;
    return [{ kind, what: 'number', offline: count(offlineNames), twin: count(twinNames) }];
  }
  const isReordered =
    offlineNames.join('\0') !== twinNames.join('\0') &&
    [...offlineNames].sort().join('\0') === [...twinNames].sort().join('\0');
  const counterpart = (tensor: OfflineTensor, i: number) =>
    isReordered ? twin.find(({ name }) => name === tensor.name) : twin[i];
  const each = offline.flatMap((tensor, i) => {
    const other = counterpart(tensor, i);
    return other ? compareTensor(kind, i, tensor, other, gears) : [];
  });
  if (!isReordered) return each;
  const order = (all: readonly string[]) => all.join(', ');
  return [{ kind, what: 'order', offline: order(offlineNames), twin: order(twinNames) }, ...each];
}

function compareTensor(
  kind: Kind,
  index: number,
  offline: OfflineTensor,
  twin: TwinTensor,
  gears: GearKind,
): TwinDifference[] {
  const differences: TwinDifference[] = [];
  const compare = (what: TwinDifference['what'], ofOffline: string, ofTwin: string) => {
    if (ofOffline === ofTwin) return;
    differences.push({ kind, index, name: offline.name, what, offline: ofOffline, twin: ofTwin });
  };
  compare('name', offline.name, twin.name);
  compare('type', offline.type, twin.type);
  const dims = offline.aippDims ?? offline.dims;
  const suffix = offline.aippDims ? ` with static AIPP (the network has ${dimsText(offline.dims)})` : '';
  if (offline.aippDims || !areSameDims(kind, dims, twin.dims, gears)) {
    compare('dims', dimsText(dims) + suffix, dimsText(twin.dims));
  } else if (!gears.hasGears && offline.bytes >= 0 && twin.bytes >= 0) {
    compare('bytes', String(offline.bytes), String(twin.bytes));
  }
  return differences;
}

function areSameDims(
  kind: Kind,
  offline: readonly number[],
  twin: readonly number[],
  { isBatch, hasGears }: GearKind,
): boolean {
  // -2 says that not even the rank is known. What one of both learns of an output by executing may be what the other knows.
  if (offline.includes(-2) || twin.includes(-2)) return kind === 'output' || offline.join() === twin.join();
  if (offline.length !== twin.length) return false;
  return offline.every((dim, i) => {
    // A twin with batches is described for one sample.
    if (isBatch && i === 0) return dim === -1 || twin[0] === 1;
    if (hasGears && (dim === -1 || kind === 'output')) return true;
    if (kind === 'output' && (dim === -1 || twin[i] === -1)) return true;
    return dim === twin[i];
  });
}

function compareGears(
  { gears }: OfflineModel,
  inputs: readonly OfflineTensor[],
  twin: TwinSignature,
): TwinDifference[] {
  const offlineText = gears ? gearsText(gears) : 'none';
  const difference = (twinText: string): TwinDifference[] => [
    { kind: 'gears', what: 'gears', offline: offlineText, twin: twinText },
  ];
  const { batchSizes, gears: dims } = twin;
  if (batchSizes) {
    const isSame = gears?.batch !== undefined && sorted(gears.batch) === sorted(batchSizes);
    return isSame ? [] : difference(gearsText({ batch: batchSizes }));
  }
  if (dims) {
    const isSame = gears !== undefined && sorted(gearDims(gears, inputs)) === sorted(dims);
    return isSame ? [] : difference(gearsText({ dims: dims.map((each) => each.flat()) }));
  }
  return gears ? difference('none') : [];
}

/** A text that is the same for the same gears in another order. */
function sorted(gears: readonly unknown[]): string {
  return gears
    .map((gear) => JSON.stringify(gear))
    .sort()
    .join();
}

function dimsText(dims: readonly number[]): string {
  return dims.map((dim) => (dim < 0 ? '?' : dim)).join('×') || 'scalar';
}
