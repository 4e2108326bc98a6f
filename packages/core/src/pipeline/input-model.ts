import type { DimsList } from '../tensors/dims.js';
import type { TensorInfo } from '../tensors/tensor.js';

/** What binding inputs needs of the model. */
export interface InputModel {
  readonly inputs: readonly TensorInfo[];
  /** Whether inputs bring their dims. */
  readonly isDynamic: boolean;
  /** The dims of every input in each gear. */
  readonly gears: readonly DimsList[] | undefined;
}
