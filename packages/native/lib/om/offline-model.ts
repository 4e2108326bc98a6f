// What an offline model (.om) says of itself, as plain values.
import type { Gears } from '../reading/gears.js';

/** An input or output of an offline model. */
export interface OfflineTensor {
  /** The name that an ONNX model has for it: ATC names an output `<producing node>:<index>:<ONNX name>`. */
  readonly name: string;
  /** The name in the file. */
  readonly rawName: string;
  /** `float32` and so on, as for tensors; `bfloat16`, which tensors do not hold; or `type 29`: a number without a name here. */
  readonly type: string;
  /** -1: the size depends on the gear, or on the execution. */
  readonly dims: readonly number[];
  /**
   * What the model takes in their place, where that differs: it has static AIPP, which makes the network's input of a picture
   * (`dimsV2` in the file).
   */
  readonly aippDims?: readonly number[];
  /** The least and the largest size of each dim, where the file has them. -1: no bound. */
  readonly shapeRanges?: readonly (readonly [number, number])[];
  /** `NCHW`, `NHWC`, `ND` and so on; or `format 99`: a number without a name here. */
  readonly format: string;
  /** Size in bytes. -1: not known before the gear is. */
  readonly bytes: number;
}

/** Versions of the file's parts and of what made it. Absent: the file does not say. */
export interface OfflineVersions {
  /** Of the file format: `0x10000000` has tables of 32 bits, `0x20000000` of 64 bits. */
  readonly format: string;
  readonly ir: number;
  /** Of the platform, in the header: `1.11.z.0`. */
  readonly platform?: string;
  /** Of the model's definition. */
  readonly model?: number;
  readonly custom?: string;
  /** Of the compiler, ATC. */
  readonly atc?: string;
  /** Of the operators' package. */
  readonly opp?: string;
}

/** Memory in bytes. Absent: the file does not say. */
export interface OfflineMemory {
  /** What an execution works in: `aclmdlQuerySize` gives it. */
  readonly work?: number;
  readonly weights?: number;
  readonly zeroCopy?: number;
}

/** A part of the file. */
export interface OfflinePartition {
  /** The constant of its type, `MODEL_DEF`; or `type 99`: a number without a name here. */
  readonly type: string;
  readonly bytes: number;
}

/** An offline model, as its file describes it. Absent: the file does not say. */
export interface OfflineModel {
  readonly name: string;
  readonly inputs: readonly OfflineTensor[];
  readonly outputs: readonly OfflineTensor[];
  /** The sizes that it was compiled for. */
  readonly gears?: Gears;
  /** The chip it was compiled for: `Ascend310B4`. */
  readonly chip?: string;
  /** The kind of chip: `MINI`. */
  readonly target?: string;
  /** What it was compiled from: `Onnx`. */
  readonly framework?: string;
  readonly versions: OfflineVersions;
  readonly memory: OfflineMemory;
  readonly executionStreams?: number;
  readonly events?: number;
  /** The command line of ATC, with file names in the place of paths. */
  readonly commandLine?: string;
  /** How many models the file has. The others are not read. */
  readonly models: number;
  /** Size of the file. */
  readonly bytes: number;
  readonly partitions: readonly OfflinePartition[];
}
