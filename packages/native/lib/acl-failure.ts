// Makes the errors that users see of the failures that the addon reports.
import { AclError } from '@ascend-rx/core';
import type { AddonFailure } from './addon.js';

/** The AclError of a failed ACL call. */
export function aclError({ api, code, detail }: AddonFailure): AclError {
  return new AclError(api, code, detail || undefined);
}
