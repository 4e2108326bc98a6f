import { AscendRxError } from './ascend-rx-error.js';

/** The result of an input has not come within the `timeout` of `infer`. Its slot stays busy until the device is done. */
export class InferTimeoutError extends AscendRxError {
  override readonly name = 'InferTimeoutError';

  /** @param timeout what was allowed, in ms from taking a slot */
  constructor(readonly timeout: number) {
    super('ERR_TIMEOUT', `No result within ${timeout} ms`);
  }
}
