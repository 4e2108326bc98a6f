import { aclCodes } from '@ascend-rx/core';
import type { ErrorSummary } from '../recording/error-summary.js';

/** The ACL code of a failure on the device. Failures without a code get that of a failed execution. */
export function codeOf(error: ErrorSummary | undefined): number {
  return typeof error === 'number' ? error : aclCodes.ACL_ERROR_RT_MODEL_EXECUTE;
}
