// Failures as the addon tells them, made into the errors that users see.
import { AclError } from '@ascend-rx/core';
import type { NativeFailure } from './addon.js';

/** The AclError of a failed ACL call. */
export function aclError({ api, code, detail }: NativeFailure): AclError {
  return new AclError(api, code, detail || undefined);
}
