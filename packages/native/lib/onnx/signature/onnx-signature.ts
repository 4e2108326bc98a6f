import type { Gears } from '../../reading/gears.js';

/** An input or output, as an ONNX file declares it. */
export interface OnnxTensorSignature {
  readonly name: string;
  /** `float32` and so on; `bfloat16`, which tensors do not hold; `type 8`: another number; `no tensor`: a sequence, a map. */
  readonly type: string;
  /** A size, the name of one, or an empty text: neither. Undefined: the file does not even say how many there are. */
  readonly dims: readonly (number | string)[] | undefined;
}

/** What an ONNX file says of its inputs and outputs. */
export interface OnnxSignature {
  /** A file may list initializers here, too: a value that is computed with where none is given. */
  readonly inputs: readonly OnnxTensorSignature[];
  readonly outputs: readonly OnnxTensorSignature[];
  /** Gears that are declared beside the file or in its metadata. Absent: none. */
  readonly gears?: Gears;
  /** Where they are declared: a path, or `metadata`. */
  readonly gearsFrom?: string;
  /** Absolute paths of the files with a part of its weights. */
  readonly externalData: readonly string[];
}
