import type { TargetFormat } from '@ascend-rx/native/frames';
import type { ImageContract } from './image-contract.js';

/**
 * What native threads write for a contract.
 *
 * @param type element type of the input; of no meaning for bytes
 */
export function targetFormatOf(contract: ImageContract, type: string): TargetFormat {
  const { format, width, height, layout, channels, mean, scale, matrix } = contract;
  return {
    width,
    height,
    type: format !== 'float' ? 'uint8' : type === 'float16' ? 'float16' : 'float32',
    layout: format === 'nv12' ? 'nv12' : layout,
    channels,
    mean,
    scale,
    ...(matrix !== undefined && { matrix }),
  };
}
