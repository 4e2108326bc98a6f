import { aclCodes } from '../../../errors/acl-codes.js';

/** The code of failures that the cases inject. */
export const injectedCode = aclCodes.ACL_ERROR_RT_MODEL_EXECUTE;

/** The code of an AclError, AscendRxError or other error with a code. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
