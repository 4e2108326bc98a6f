import { AscendRxError } from '@ascend-rx/core';

/**
 * Makes what native threads and memory are needed for. Arguments have been checked before: whatever fails here is
 * something that the system has refused.
 *
 * @param purpose what it is needed for, as in "to load a.onnx"
 * @throws AscendRxError ERR_RESOURCES with the cause
 */
export function withResources<T>(purpose: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new AscendRxError(
      'ERR_RESOURCES',
      `Expected enough threads and memory ${purpose} but received: ${problem}. ` +
        'Free some, or raise the limits of the process (ulimit -a), and try again.',
      { cause },
    );
  }
}
