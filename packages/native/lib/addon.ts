// The addon: finds and loads the compiled binary, and declares what it exports. No other file knows of either.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { TensorInfo } from '@ascend-rx/core';
import { AscendRxError } from '@ascend-rx/core';
import type { OutputLayout } from '@ascend-rx/core/device';
import { packageFolder } from './package-folder.js';
import { platformTimers } from './platform-timers.js';

/** A failed ACL call; an AclError is made of it. */
export interface AddonFailure {
  api: string;
  code: number;
  detail: string;
}

/** One place to look for an AscendCL library (`src/session/library.h`). */
export interface LibraryCandidate {
  /** For people: where the place comes from. */
  origin: string;
  /** Opened together; each function is taken from the first that has it. */
  files: string[];
  embedded: boolean;
  /** Contents of the configuration file for `aclInit`. Default: no file. */
  config?: string;
  /** The same, used if there is no `config` and nobody in this process has initialised AscendCL yet. */
  defaultConfig?: string;
  /**
   * How many executions may be unreported on a stream before a submission could wait. Default 0: any submission may
   * wait.
   */
  credit?: number;
}

/** The numbers that the addon and this package must agree on (`src/addon/protocol.h`, the only place where they stand). */
export interface Protocol {
  /** Inputs up to this size are copied when they are given; larger ones are borrowed. In bytes. */
  readonly copiedBytes: number;

  /**
   * A word of `commands` that launches a callback: this flag, plus `blockFlag` for a callback that blocks, plus the number
   * of the group's slots. The group follows, then its slots. Any other word is a slot, whose staged input is executed.
   */
  readonly launchFlag: number;
  readonly blockFlag: number;
  /** Words of a launch before its slots. */
  readonly launchHeaderWords: number;

  /** Indexes in a record of `reports`: the group; where its outputs begin, in bytes; how many slots it has. */
  readonly reportGroup: number;
  readonly reportOffset: number;
  readonly reportSlotCount: number;
  /** Words of a record before its slots. */
  readonly reportHeaderWords: number;
  /** Room in `reports` for each slot. */
  readonly reportWordsPerSlot: number;

  /** Numbers in `timestamps` for each execution: started, inputs copied, computed, outputs copied. */
  readonly timestampsPerExecution: number;

  /** The default of the embedded runtime's setting `queueDepth`, in tasks. */
  readonly embeddedQueueDepth: number;
}

/** An opened device (`src/addon/device_object.h`). */
export interface AddonDevice {
  readonly embedded: boolean;
  readonly socName: string;
  readonly releaseFailures: { count: number; last: AddonFailure } | undefined;
  /** Lets the loads of its sessions that are under way fail, where the library can end them: it is about to be closed. */
  endLoads(): void;
  /** Once, after its sessions are closed. */
  close(closed: () => void): void;
}

/** An input or output, by the name that the runtime has for it. */
export type AddonTensorInfo = Omit<TensorInfo, 'rawName'>;

/**
 * So many groups are done: their records are in `reports`, and their timestamps in `timestamps`.
 *
 * @param outputs undefined where `execute` was given memory for them. Of a dynamic model: a list with a buffer for each
 *   execution
 * @param failures if there are any, a list with a place for each execution of these groups
 * @param dims of a dynamic model: for each execution, the dims of every output. There is one group then
 */
export type AddonReported = (
  groups: number,
  outputs: ArrayBuffer | readonly ArrayBuffer[] | undefined,
  failures?: readonly (AddonFailure | undefined)[],
  dims?: readonly (readonly (readonly number[])[])[],
) => void;

/** One loaded copy of a model (`src/addon/session_object.h`). */
export interface AddonSession {
  readonly inputs: AddonTensorInfo[];
  readonly outputs: AddonTensorInfo[];
  /** Undefined for a dynamic model: the sizes of its outputs are known with an execution only. */
  readonly layout: OutputLayout | undefined;
  readonly batchSizes: number[] | undefined;
  /** Of a dynamic model that has gears: for each of them, the dims of every input. */
  readonly gears: number[][][] | undefined;
  /** The distance in bytes between the inputs of two slots in the staging buffer. Undefined: the model cannot have one. */
  readonly stagingStride: number | undefined;
  /** A buffer with a place for the input of each slot. */
  useStagingBuffer(buffer: ArrayBuffer): void;
  /** Runs the commands in the first `words` of `commands`, in that order. */
  runCommands(words: number): void;
  /**
   * @param inputs for a model with one input and without batches that input, otherwise a list, that of a batch sample by
   *   sample. Undefined: the input in the staging buffer
   * @param outputs memory for the outputs, in the layout of `layout`: either for all executions of a session, or for none.
   *   It must stay until the slot is reported, or the session has failed or closed
   */
  execute(
    slot: number,
    inputs: readonly ArrayBufferView[] | ArrayBufferView | undefined,
    batchSize?: number,
    outputs?: ArrayBuffer,
  ): void;
  /**
   * Executes a dynamic model. Its outputs are reported with their dims.
   *
   * @param inputs a list of all inputs, those of several samples sample by sample
   * @param samples how many there are
   * @param dims the dims of every input, of all samples together
   */
  executeDynamic(
    slot: number,
    inputs: readonly ArrayBufferView[],
    samples: number,
    dims: readonly (readonly number[])[],
  ): void;
  /** The group has the slots in the first `count` words of `commands`. */
  synchronize(group: number, count: number): void;
  rebuild(built: (failure?: AddonFailure) => void): void;
  /** Once. */
  close(closed: () => void): void;
}

/** The file of a model, for its sessions (`src/addon/model_file_handle.h`). */
export interface AddonModelFile {
  readonly [opaque]: never;
}
declare const opaque: unique symbol;

/** A picture (`src/frames/image.h`). `pixelFormat` counts as PixelFormat there. */
export interface AddonImage {
  readonly pixelFormat: number;
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint8Array[];
  readonly strides: readonly number[];
}

/**
 * What a model takes (`src/frames/target.h`). `type`, `layout` and `channels` count as the enums there. `numbers`: three each of
 * mean, scale and fill, then twelve each of the matrices to R, G, B and to Y, U, V, row by row: in one array, which is read fastest.
 */
export interface AddonTargetFormat {
  readonly type: number;
  readonly layout: number;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly numbers: Float64Array;
  readonly keepsYuv: boolean;
}

/** A part of a picture, and where it goes. `rectangles`: left, top, width and height in the picture, and then in the target. */
export interface AddonPicture {
  readonly rectangles: Int32Array;
  readonly data: ArrayBufferView;
}

/** What a detector gives (`src/detections/head.h`). `type` and `layout` count as the enums there. */
export interface AddonHead {
  readonly data: ArrayBufferView;
  readonly type: number;
  readonly layout: number;
  readonly anchors: number;
  readonly classes: number;
  readonly extras: number;
  readonly isRotated: boolean;
}

/** What is wanted of it (`src/detections/decode.h`). */
export interface AddonSelection {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly maxCandidates: number;
  readonly maxDetections: number;
  /** By class: not 0 if it is wanted. Absent: all are. */
  readonly wanted?: Uint8Array | undefined;
}

/** What masks are made of (`src/detections/masks.h`). */
export interface AddonPrototypes {
  readonly data: ArrayBufferView;
  readonly type: number;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** How a preparation ends (`src/addon/preparation.h`). */
export const PreparationOutcome = { prepared: 0, cancelled: 1, noMemory: 2 } as const;

/** The addon's exports. */
export interface Addon {
  readonly protocol: Protocol;
  /** Node's own `setImmediate`, by which events wait for the loop's next turn. Once, before anything else is called. */
  useImmediate(set: typeof platformTimers.setImmediate): void;
  /**
   * Stops and joins every native thread of this environment. For its end: there are no events afterwards. With the exit
   * code of the process, it does not wait long: a thread that is still busy then ends with the process.
   */
  stop(exitCode?: number): void;
  /** Frees the memory of a buffer, which has a length of 0 afterwards. */
  detach(buffer: ArrayBuffer): void;
  /** Milliseconds on the clock of native timestamps. */
  steadyNow(): number;
  /**
   * @param descriptor of the open file; it stays the caller's
   * @param path its absolute path
   * @param companions absolute paths of files that may be read with it; they need not exist
   */
  openModelFile(descriptor: number, path: string, companions: readonly string[]): AddonModelFile;
  /** Once, when all sessions have been made. The last of them that is closed closes the file. */
  releaseModelFile(file: AddonModelFile): void;
  /**
   * Begins to make model inputs of a picture. Native threads use the memory of `image` and `pictures` until `prepared` is called,
   * once, in a later turn.
   *
   * @return a number for `cancelPreparation`
   */
  prepare(
    image: AddonImage,
    format: AddonTargetFormat,
    pictures: readonly AddonPicture[],
    prepared: (outcome: number) => void,
  ): number;
  /**
   * Begins to read a head. Native threads use its memory and `rows` until `decoded` is called, once, in a later turn.
   *
   * @param rows its first element becomes the number of rows, which follow: four numbers of a box, score, class, extras
   * @return a number for `cancelPreparation`
   */
  decodeHead(
    head: AddonHead,
    selection: AddonSelection,
    rows: Float64Array,
    decoded: (outcome: number) => void,
  ): number;
  /**
   * Begins to compose masks, alike.
   *
   * @param parts for each mask: left, top, width, height in cells of the prototypes, and its coefficients
   * @param cells what the masks are written to, one after the other
   * @return a number for `cancelPreparation`
   */
  composeMasks(
    prototypes: AddonPrototypes,
    parts: Float64Array,
    cells: Uint8Array,
    composed: (outcome: number) => void,
  ): number;
  /** It ends early, and `prepared` is called all the same. Nothing happens for one that has ended. */
  cancelPreparation(preparation: number): void;
  /** How many threads may prepare at once. */
  usePreparingThreads(most: number): void;
  AddonDevice: new (
    candidates: readonly LibraryCandidate[],
    deviceId: number,
    opened: (failure?: AddonFailure) => void,
  ) => AddonDevice;
  AddonSession: new (
    device: AddonDevice,
    file: AddonModelFile,
    slots: number,
    built: (failure?: AddonFailure) => void,
    reported: AddonReported,
    failed: (failure: AddonFailure) => void,
    commands: Uint32Array,
    reports: Uint32Array,
    timestamps?: Float64Array,
    /** Is added to the timestamps. */
    clockOffset?: number,
  ) => AddonSession;
}

/** Where cmake-js puts what it builds. @throws AscendRxError as {@link packageFolder} */
export const buildFolder = () => join(packageFolder(), 'build/Release/');

/** The compiled addon. @throws AscendRxError as {@link packageFolder} */
export const addonFile = () => join(buildFolder(), 'ascend_rx.node');

let loaded: Addon | undefined;

/**
 * The addon, loaded on first use.
 *
 * @throws AscendRxError ERR_ADDON with the cause and the remedy, when it has not been built or cannot be loaded here, or
 * when this code has been bundled
 */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const here = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  const file = addonFile();
  if (!existsSync(file)) {
    throw new AscendRxError(
      'ERR_ADDON',
      `The native addon has not been built for ${here}: there is no ${file}. ` +
        `Build it: "npx cmake-js compile" in ${resolve(packageFolder())} (it needs CMake and a C++17 compiler).`,
    );
  }
  try {
    const binary = createRequire(file)(file) as Addon;
    binary.useImmediate(platformTimers.setImmediate);
    // This event is the first step of a process's end, also after `process.exit()` and an uncaught exception. So native
    // threads end before the libraries that they use are shut down, even a thread that is loading ONNX Runtime.
    process.once('exit', (code) => binary.stop(isMainThread ? code : undefined));
    return binary;
  } catch (cause) {
    throw new AscendRxError(
      'ERR_ADDON',
      `The native addon could not be loaded on ${here}: ${(cause as Error).message}. ` +
        `If it was built on another machine or with other libraries, build it again: "npx cmake-js rebuild" in ${resolve(packageFolder())}.`,
      { cause },
    );
  }
}
