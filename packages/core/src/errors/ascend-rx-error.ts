/** What {@link AscendRxError.code} may be. */
export type AscendRxErrorCode =
  /** The native addon is missing or cannot be loaded. */
  | 'ERR_ADDON'
  /** A callback that was launched has never come. */
  | 'ERR_CALLBACK_LOST'
  /** The model or device has been closed. */
  | 'ERR_CLOSED'
  /** An input does not fit the model. */
  | 'ERR_INPUT'
  /** Memory of an input was changed before its result came (in development mode). */
  | 'ERR_INPUT_CHANGED'
  /** There is no such model file. */
  | 'ERR_MODEL_FILE'
  /** The model has inputs or outputs of a type that tensors cannot hold. */
  | 'ERR_MODEL_TYPE'
  /** No library with a device could be opened. */
  | 'ERR_NO_DEVICE'
  /** All instances of the model have failed again and again, and have been removed. */
  | 'ERR_NO_INSTANCE'
  /** The outputs of an execution are not those that the model describes, or cannot be split among the inputs of a batch. */
  | 'ERR_OUTPUTS'
  /** Outputs were transferred away while others still had results in the same buffer. */
  | 'ERR_OUTPUTS_GONE'
  /** There is no free slot and no room to wait. */
  | 'ERR_OVERFLOW'
  /** The process has no thread, memory or descriptor left for what is to be loaded. */
  | 'ERR_RESOURCES'
  /** An input's result has not come in time. */
  | 'ERR_TIMEOUT';

/** An error of this library's own; `code` says which, for programs. Failed ACL calls are {@link AclError}s. */
export class AscendRxError extends Error {
  override readonly name: string = 'AscendRxError';

  constructor(
    readonly code: AscendRxErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
