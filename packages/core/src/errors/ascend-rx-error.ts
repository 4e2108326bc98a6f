/** What {@link AscendRxError.code} may be. */
export type AscendRxErrorCode =
  /** The native addon is missing or cannot be loaded. */
  | 'ERR_ADDON'
  /** The model or device has been closed. */
  | 'ERR_CLOSED'
  /** An input does not fit the model. */
  | 'ERR_INPUT'
  /** There is no such model file. */
  | 'ERR_MODEL_FILE'
  /** The model has inputs or outputs of a type that tensors cannot hold. */
  | 'ERR_MODEL_TYPE'
  /** No library with a device could be opened. */
  | 'ERR_NO_DEVICE';

/** An error of this library's own; `code` says which, for programs. Failed ACL calls are {@link AclError}s. */
export class AscendRxError extends Error {
  override readonly name = 'AscendRxError';

  constructor(
    readonly code: AscendRxErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
