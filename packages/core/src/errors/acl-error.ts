import { aclCodes } from './acl-codes.js';

const names = new Map<number, string>(Object.entries(aclCodes).map(([name, code]) => [code, name]));
// The one value with several names.
names.set(aclCodes.ACL_SUCCESS, 'ACL_SUCCESS');

/**
 * A call of an ACL function that failed, on the device or at submission.
 *
 * ```ts
 * import { AclError } from '@ascend-rx/core';
 *
 * const error = new AclError('aclrtSynchronizeStream', 507011);
 * console.log(error.code, error.name, error.api); // 507011 ACL_ERROR_RT_MODEL_EXECUTE aclrtSynchronizeStream
 * ```
 */
export class AclError extends Error {
  /** The code the function returned: one of the values in {@link aclCodes}, or a code that is newer than that list. */
  readonly code: number;
  /** The code's constant in the ABI, or `ACL_ERROR_<code>` for one that is not in the list. */
  override readonly name: string;
  /** The ACL function that returned it. */
  readonly api: string;

  /**
   * @param api name of the ACL function
   * @param code what it returned
   * @param detail the runtime's own words, if it had any (`aclGetRecentErrMsg`)
   * @param options `cause`: the error that caused it, if that is known
   */
  constructor(api: string, code: number, detail?: string, options?: ErrorOptions) {
    const name = names.get(code) ?? `ACL_ERROR_${code}`;
    super(`${api} failed with ${code} (${name})${detail ? `: ${detail}` : ''}`, options);
    this.code = code;
    this.name = name;
    this.api = api;
  }
}
