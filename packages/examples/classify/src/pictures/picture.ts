import type { Tensor } from '@ascend-rx/core';

/** A picture ready for the model. */
export interface Picture {
  readonly file: string;
  readonly tensor: Tensor<'float32'>;
}

/** A file that cannot be read as a picture. The message is one line. */
export class BrokenPicture extends Error {
  override readonly name = 'BrokenPicture';
}
