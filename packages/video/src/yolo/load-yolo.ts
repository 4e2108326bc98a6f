import type { Model } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { OperatorFunction } from 'rxjs';
import type { Decode } from '../detections/decode.js';
import { type ClassNames, type DecodeOptions, namesOf } from '../detections/decode-options.js';
import { decodeRtDetr } from '../detections/decode-rt-detr.js';
import { decodeYolo, type YoloOptions } from '../detections/decode-yolo.js';
import { type DetectionResult, detectFrames } from '../detections/detect-frames.js';
import { dimsText, lastDims } from '../detections/tensor-rows.js';
import type { YoloHeadKind, YoloTask } from '../detections/yolo-head.js';
import type { Frame } from '../frames/frame.js';
import type { Geometry } from '../image/geometry.js';
import { imageContractOf } from '../image/image-contract-of.js';
import { letterbox } from '../image/letterbox.js';
import type { PrepareImage } from '../image/prepare-image.js';
import { stretch } from '../image/stretch.js';
import type { InferFramesConfig, InferFramesConfigWithFrame } from '../infer/infer-frames-config.js';
import { assertFunction } from '../util/assertions.js';
import { readYoloMetadata } from './read-yolo-metadata.js';
import { type YoloMetadata, yoloMetadata } from './yolo-metadata.js';

/** Options of {@link loadYolo}: what the metadata does not say, or says wrongly, and which boxes are wanted. */
export interface LoadYoloOptions
  extends DecodeOptions,
    Pick<YoloOptions, 'iouThreshold' | 'maxCandidates' | 'output'> {
  /** In place of the key `names`. */
  readonly names?: ClassNames;
  /** In place of the key `task`. */
  readonly task?: YoloTask;
  /** In place of the key `imgsz`: height and width of the input, in pixels. */
  readonly imgsz?: readonly [height: number, width: number];
  /** In place of the key `kpt_shape`. */
  readonly keypoints?: readonly [count: number, numbers: number];
  /** In place of the key `end2end`. */
  readonly end2end?: boolean;
  /** How the output lies; `rtdetr`: [queries, 4 + classes]. Default: by metadata and dims. */
  readonly head?: YoloHeadKind | 'rtdetr';
  /** Options for `device.loadModel`. */
  readonly load?: object;
}

/** What `loadYolo` needs of a device. */
export interface YoloDevice {
  loadModel(path: string, options?: object): Promise<Model>;
}

/** A detector that is ready. */
export interface Yolo {
  /** Closed by its `close()`, or with the device. */
  readonly model: Model;
  /** By class. */
  readonly names: readonly string[];
  readonly task: YoloTask;
  /** Height and width of the input, in pixels. */
  readonly imgsz: readonly [height: number, width: number];
  /** From frames to the input: `letterbox`, or `stretch` for an RT-DETR. */
  readonly prepare: PrepareImage<Frame, Geometry>;
  /** From results to detections. */
  readonly decode: Decode;
  /**
   * The operator from frames to detections: `detectFrames` with both. Its options are those of `inferFrames`, without `prepare`, and
   * thresholds in place of those of `loadYolo`.
   */
  detect(config?: DetectConfig<Frame>): OperatorFunction<Frame, DetectionResult<Frame>>;
  detect<T>(
    config: DetectConfig<T> & { frame: (value: T) => Frame },
  ): OperatorFunction<T, DetectionResult<T>>;
}

/** Which boxes are wanted. */
type Thresholds = Omit<DecodeOptions, 'names'> & Pick<YoloOptions, 'iouThreshold' | 'maxCandidates'>;

/** The options of {@link Yolo.detect}. */
export type DetectConfig<T> = Omit<InferFramesConfig<T, Geometry>, 'prepare' | 'inputs'> & Thresholds;

const thresholdNames = [
  ...(['scoreThreshold', 'maxDetections', 'classes', 'iouThreshold', 'maxCandidates'] as const),
] as const satisfies readonly (keyof Thresholds)[];

/** What `detect` gives to `detectFrames` itself. */
const ownOptions = ['prepare', 'inputs', 'decode'] as const;

const optionNames = [
  ...thresholdNames,
  ...['names', 'output', 'task', 'imgsz', 'keypoints', 'end2end', 'head', 'load'],
] as const satisfies readonly (keyof LoadYoloOptions)[];

/**
 * Loads a YOLO model, or an RT-DETR, as Ultralytics exports it, and reads its metadata: that in an ONNX file, or in `metadata.yaml` beside an
 * .om file. What the metadata says is compared with the model's inputs and outputs.
 *
 * ```ts fragment
 * const detector = await loadYolo(device, 'yolo_ascend_model');
 * const results$ = fromVideo('clip.mp4').pipe(detector.detect({ maxInFlight: 4 }));
 * await results$.forEach(({ source, detections }) => console.log(source.pts, detections));
 * ```
 *
 * @param device of `openDevice`
 * @param path an .onnx or .om file, or a folder with one of these
 * @throws as `device.loadModel`; AscendRxError ERR_MODEL_FILE without metadata; TypeError, RangeError for a key that is missing, wrong, or
 *   not what the model is: the message names the key. Nothing is left loaded then
 */
export async function loadYolo(
  device: YoloDevice,
  path: string,
  options: LoadYoloOptions = {},
): Promise<Yolo> {
  if (typeof path !== 'string') throw new TypeError(expected('the name of a file or folder', 'path', path));
  assertKnownOptions('loadYolo', options, optionNames);
  const { file, where, values } = await readYoloMetadata(path);
  const metadata = yoloMetadata(withOptions(values, options), where);
  const model = await device.loadModel(file, options.load);
  try {
    return detectorOf(model, metadata, options, where);
  } catch (error) {
    await model.close();
    throw error;
  }
}

function withOptions(
  values: ReadonlyMap<string, unknown>,
  { names, task, imgsz, keypoints, end2end }: LoadYoloOptions,
): ReadonlyMap<string, unknown> {
  const given = { names: names && namesOf(names, 'names'), task, imgsz, kpt_shape: keypoints, end2end };
  return new Map([...values, ...Object.entries(given).filter(([, value]) => value !== undefined)]);
}

function detectorOf(model: Model, metadata: YoloMetadata, options: LoadYoloOptions, where: string): Yolo {
  const { names, task, imgsz, keypoints, end2end } = metadata;
  assertInput(model, metadata, where);
  const { head, output } = options;
  const isRtDetr = head === 'rtdetr' || (head === undefined && isRtDetrOutput(model, metadata, where));
  const decoderFor = ({ iouThreshold, maxCandidates, ...wanted }: Thresholds): Decode => {
    if (isRtDetr) return decodeRtDetr(model, { ...wanted, names });
    const ofModel = { names, task, keypoints, end2end, head: head as YoloHeadKind | undefined, output };
    return decodeYolo(model, { ...wanted, ...ofModel, iouThreshold, maxCandidates });
  };
  const thresholds = thresholdsOf(options);
  const decode = decoderFor(thresholds);
  const size = sizeOptions(model, imgsz);
  const prepare = isRtDetr ? stretch<Frame>(model, size) : letterbox<Frame>(model, size);
  function detect<T>(config: DetectConfig<T> = {}): OperatorFunction<T, DetectionResult<T>> {
    assertNoneOf(ownOptions, config);
    const { frame } = config;
    assertFunction('frame', frame);
    const prepareValue: PrepareImage<T, Geometry> = frame
      ? (value, target, context) => prepare(frame(value), target, context)
      : (prepare as unknown as PrepareImage<T, Geometry>);
    const own = thresholdsOf(config);
    const rest = Object.fromEntries(
      Object.entries(config).filter(([key]) => !(thresholdNames as readonly string[]).includes(key)),
    );
    return detectFrames(model, {
      ...rest,
      prepare: prepareValue,
      decode: Object.keys(own).length === 0 ? decode : decoderFor({ ...thresholds, ...own }),
    } as unknown as InferFramesConfigWithFrame<T, Geometry> & { decode: Decode });
  }
  return { model, names, task, imgsz, prepare, decode, detect };
}

/** TypeScript does not take them; JavaScript would not notice that they have no effect. */
function assertNoneOf(names: readonly string[], config: object): void {
  const name = names.find((each) => (config as Record<string, unknown>)[each] !== undefined);
  if (name === undefined) return;
  throw new TypeError(
    `detect has no option \`${name}\`: loadYolo chooses it by the metadata. With one of your own, use detectFrames`,
  );
}

/** Those that are given. */
function thresholdsOf(options: Thresholds): Thresholds {
  return Object.fromEntries(
    thresholdNames.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

/**
 * [queries, 4 + classes]: no head of YOLO with so many classes has it, but for two classes the end2end one. That has `end2end`, or `nms` among
 * the arguments of its export.
 *
 * @throws RangeError if it may be both
 */
function isRtDetrOutput(
  { outputs }: Model,
  { names, task, end2end, nms }: YoloMetadata,
  where: string,
): boolean {
  const [output, ...others] = outputs;
  if (output === undefined || others.length > 0 || task !== 'detect') return false;
  const [queries = 0, columns = 0] = lastDims(output.dims, 2) ?? [];
  if (columns !== 4 + names.length || queries === columns) return false;
  if (names.length !== 2) return true;
  if (end2end || nms) return false;
  if (end2end === false && nms === false) return true;
  throw new RangeError(
    `Output ${output.name} with dims ${dimsText(output.dims)} and two classes may be end to end of YOLO, or of an RT-DETR, and ` +
      `\`end2end\` and \`args\` (\`nms\`) in ${where} do not tell which. Say it: give the option \`head\`, 'end2end' or 'rtdetr'`,
  );
}

/** The dims that the model leaves open are those of the metadata. */
function sizeOptions(
  model: Model,
  [height, width]: YoloMetadata['imgsz'],
): { width?: number; height?: number } {
  return model.inputs.some(({ dims }) => dims.includes(-1)) ? { width, height } : {};
}

function assertInput(model: Model, { imgsz, channels }: YoloMetadata, where: string): void {
  const [height, width] = imgsz;
  const input = imageContractOf(model, sizeOptions(model, imgsz));
  if (input.height !== height || input.width !== width) {
    throw new RangeError(
      `Expected ${input.height} × ${input.width}, as the model's input has it, for the key \`imgsz\` in ${where} but received ` +
        `${height} × ${width}. The option \`imgsz\` takes its place`,
    );
  }
  const taken = input.channels === 'gray' ? 1 : 3;
  if (channels !== undefined && channels !== taken) {
    throw new RangeError(
      `Expected ${taken}, as the model's input has it, for the key \`channels\` in ${where} but received ${channels}`,
    );
  }
}
