import type { Tensor } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { decodeHead, type HeadRows } from '@ascend-rx/native/detections';
import type { Geometry } from '../image/geometry.js';
import { assertNumber, assertOneOf } from '../util/assertions.js';
import { type DecodableResult, type Decode, decodeBy, type Reading } from './decode.js';
import { type DecodeOptions, type DecodeSettings, decodeSettings, mostBoxes } from './decode-options.js';
import type { Detection } from './detection.js';
import { endToEndRows } from './end-to-end-rows.js';
import { rowsToDetections } from './rows-to-detections.js';
import {
  assertModel,
  dimsText,
  elementsOf,
  lastDims,
  numbersOf,
  type OutputInfo,
  outputOf,
} from './tensor-rows.js';
import { type Prototypes, withMasks } from './with-masks.js';
import { type YoloHead, type YoloHeadKind, type YoloTask, yoloHead } from './yolo-head.js';

/** A model as far as a decoder goes: a loaded one, or what `readOfflineModel` gives. */
export interface DetectorModel {
  readonly inputs: readonly OutputInfo[];
  readonly outputs: readonly OutputInfo[];
}

/** Options of {@link decodeYolo}: what the outputs do not tell of the model, and which boxes are wanted. */
export interface YoloOptions extends DecodeOptions {
  /** What the model finds. Default `detect`. */
  readonly task?: YoloTask | undefined;
  /** Of `pose`: how many points there are, and numbers for each: x, y, and a score if there are 3. Default `[17, 3]`. */
  readonly keypoints?: readonly [count: number, numbers: number] | undefined;
  /** As the metadata has it. True: the output is `end2end`. */
  readonly end2end?: boolean | undefined;
  /** How the output lies. Default: by everything else; needed where that leaves it open. */
  readonly head?: YoloHeadKind | undefined;
  /** The name of the output with the boxes. Default: the only one that has two dims behind its batch. */
  readonly output?: string | undefined;
  /** Of two boxes of one class whose IoU is above it, the better one stays. 0 to 1; default 0.7. Without effect for `end2end`. */
  readonly iouThreshold?: number | undefined;
  /** The best so many boxes are compared. Default 30,000. Without effect for `end2end`. */
  readonly maxCandidates?: number | undefined;
}

const yoloOptionNames = [
  ...['task', 'keypoints', 'end2end', 'head', 'output', 'iouThreshold', 'maxCandidates'],
] as const;

interface YoloSettings extends DecodeSettings {
  readonly task: YoloTask;
  readonly keypoints: readonly [count: number, numbers: number];
  readonly isEnd2end: boolean | undefined;
  readonly head: YoloHeadKind | undefined;
  readonly output: string | undefined;
  readonly iouThreshold: number;
  readonly maxCandidates: number;
  readonly input: { readonly width: number; readonly height: number } | undefined;
}

/** What the outputs of a model are, by their names. */
interface YoloOutputs {
  readonly boxes: string;
  readonly prototypes: string | undefined;
  readonly head: YoloHead;
  readonly coefficients: number;
}

/**
 * Makes the decoder of a YOLO model: from a result of `infer` to {@link Detection}s in pixels of the frame. Takes what v8, v11, v12
 * and their like give raw or end to end, YOLOv5's own output, and outputs of exports with suppression in the graph; of boxes, masks,
 * poses and oriented boxes. Which one it is comes from `names`, `task`, `end2end` and the dims.
 *
 * Raw heads are read by native threads: `decodeHead` of `@ascend-rx/native/detections` has the formulas. `end2end` is read at once.
 *
 * ```ts fragment
 * const decode = decodeYolo(model, { names: ['person', 'car'] });
 * const { outputs, prepared } = await firstValueFrom(frames$.pipe(inferFrames(model, { prepare: letterbox(model) })));
 * console.log(await decode({ outputs, prepared }));
 * ```
 *
 * @param model its outputs are looked at now, if their dims are known, and compared with each result
 * @throws TypeError, RangeError for wrong options, and for a model that is not what they say: the message names both
 */
export function decodeYolo(model: DetectorModel, options: YoloOptions = {}): Decode {
  assertModel(model, 'inputs', 'outputs');
  const settings = yoloSettings(model, options);
  let known: YoloOutputs | undefined;
  let knownDims = '';
  const outputsFor = (infos: readonly OutputInfo[]): YoloOutputs => {
    const dims = infos.map((info) => info.dims.join()).join(';');
    if (known === undefined || dims !== knownDims) {
      known = yoloOutputs(infos, settings);
      knownDims = dims;
    }
    return known;
  };
  if (model.outputs.every(({ dims }) => dims.every((dim) => dim >= 0))) outputsFor(model.outputs);
  return decodeBy(async (result, reading) => {
    const infos = Object.entries(result.outputs).map(([name, { type, dims }]) => ({ name, type, dims }));
    return readYolo(result, outputsFor(infos), settings, reading);
  });
}

async function readYolo(
  { outputs, prepared }: DecodableResult,
  { boxes, prototypes, head, coefficients }: YoloOutputs,
  settings: YoloSettings,
  reading: Reading,
): Promise<Detection[]> {
  assertGeometry(prepared);
  const extras = extrasOf(settings, coefficients);
  const rows = await readRows(boxes, outputOf(outputs, boxes), head, extras, settings, reading);
  const found = rowsToDetections(rows, prepared, settings.names, {
    isRotated: settings.task === 'obb',
    keypoints: settings.task === 'pose' ? settings.keypoints : undefined,
  });
  if (prototypes === undefined) return found.map(({ detection }) => detection);
  return withMasks(found, prototypesOf(prototypes, outputOf(outputs, prototypes)), prepared, reading);
}

async function readRows(
  name: string,
  tensor: Tensor,
  { kind, anchors, classes }: YoloHead,
  extras: number,
  settings: YoloSettings,
  reading: Reading,
): Promise<HeadRows> {
  const isRotated = settings.task === 'obb';
  if (classes === undefined) return endToEndRows(numbersOf(name, tensor), 6 + extras, isRotated, settings);
  const { scoreThreshold, iouThreshold, maxCandidates, maxDetections } = settings;
  const wanted =
    settings.classes && Uint8Array.from({ length: classes }, (_, i) => Number(settings.isWanted(i)));
  return decodeHead(
    {
      ...{ data: elementsOf(name, tensor), layout: kind === 'v5' ? 'rows' : 'channels' },
      ...{ anchors, classes, extras, isRotated },
    },
    { scoreThreshold, iouThreshold, maxCandidates, maxDetections, wanted },
    reading,
  );
}

/** @throws TypeError for what `letterbox` and `stretch` do not give */
export function assertGeometry(geometry: Geometry): void {
  if (typeof geometry?.scale?.x === 'number' && typeof geometry.input?.width === 'number') return;
  throw new TypeError(expected('the geometry that letterbox and stretch give', 'prepared', geometry));
}

/** The size of the picture that the model takes, where its dims say it. */
export function inputSize({ inputs }: DetectorModel): YoloSettings['input'] {
  for (const { dims } of inputs) {
    const [a = 0, b = 0, c = 0] = dims.slice(-3);
    if ((a === 3 || a === 1) && b > 0 && c > 0) return { height: b, width: c };
    if ((c === 3 || c === 1) && a > 0 && b > 0) return { height: a, width: b };
  }
  return undefined;
}

function yoloSettings(model: DetectorModel, options: YoloOptions): YoloSettings {
  const settings = decodeSettings('decodeYolo', options, yoloOptionNames);
  const { task = 'detect', keypoints = [17, 3], end2end, head, output } = options;
  const { iouThreshold = 0.7, maxCandidates = 30_000 } = options;
  assertOneOf('task', task, ['detect', 'segment', 'pose', 'obb']);
  assertOneOf('head', head, ['raw', 'v5', 'end2end']);
  assertNumber('iouThreshold', iouThreshold, 0, 1, false);
  assertNumber('maxCandidates', maxCandidates, 1, mostBoxes);
  if (end2end !== undefined && typeof end2end !== 'boolean') {
    throw new TypeError(expected('a boolean', 'end2end', end2end));
  }
  if (output !== undefined && typeof output !== 'string') {
    throw new TypeError(expected('the name of an output', 'output', output));
  }
  assertKeypoints(keypoints);
  return {
    ...settings,
    ...{ task, keypoints, isEnd2end: end2end, head, output, iouThreshold, maxCandidates },
    input: inputSize(model),
  };
}

function assertKeypoints(keypoints: unknown): void {
  const [count, numbers, ...others] = Array.isArray(keypoints) ? keypoints : [];
  const isCount = Number.isInteger(count) && count >= 1 && count <= 10_000;
  if (isCount && (numbers === 2 || numbers === 3) && others.length === 0) return;
  throw new TypeError(expected('a number of points, and 2 or 3 numbers of each,', 'keypoints', keypoints));
}

function extrasOf({ task, keypoints }: YoloSettings, coefficients: number): number {
  return { detect: 0, segment: coefficients, pose: keypoints[0] * keypoints[1], obb: 1 }[task];
}

function yoloOutputs(infos: readonly OutputInfo[], settings: YoloSettings): YoloOutputs {
  const { task, names, isEnd2end, head, input, output } = settings;
  const boxes = only(infos, 2, output, 'the boxes (two dims behind the batch), or its name as `output`');
  const prototypes =
    task === 'segment'
      ? only(
          infos.filter((info) => info !== boxes),
          ...([3, undefined, 'the prototypes of masks beside the boxes (task segment)'] as const),
        )
      : undefined;
  const coefficients = prototypes ? (lastDims(prototypes.dims, 3)?.[0] ?? 0) : 0;
  const extras = extrasOf(settings, coefficients);
  const facts = { task, classes: names?.length, extras, isEnd2end, head, input };
  return {
    boxes: boxes.name,
    prototypes: prototypes?.name,
    head: yoloHead(boxes.name, boxes.dims, facts),
    coefficients,
  };
}

/** The only output with so many dims behind its batch, or the one of that name. */
function only(
  infos: readonly OutputInfo[],
  rank: number,
  name: string | undefined,
  what: string,
): OutputInfo {
  const fitting = infos.filter(
    (info) => (name === undefined || info.name === name) && hasRank(info.dims, rank),
  );
  const [info, ...others] = fitting;
  if (info !== undefined && others.length === 0) return info;
  const all = infos.map((each) => `${each.name} ${dimsText(each.dims)}`).join(', ');
  throw new RangeError(`Expected one output of YOLO with ${what} but received ${all || 'none'}`);
}

/** With a batch of 1 before it, or without. */
function hasRank(dims: readonly number[], rank: number): boolean {
  return dims.length === rank || (dims.length === rank + 1 && lastDims(dims, rank) !== undefined);
}

function prototypesOf(name: string, tensor: Tensor): Prototypes {
  const [count = 0, height = 0, width = 0] = lastDims(tensor.dims, 3) ?? [];
  return { data: elementsOf(name, tensor), count, height, width };
}
