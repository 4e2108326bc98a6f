import type { Bench } from './bench.js';

/** One thing that every implementation of the port must do. */
export type Case = readonly [name: string, run: (bench: Bench) => Promise<void>];

/** The code of an error, of whatever kind. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** What the device says where a plan has it fail: ACL_ERROR_RT_MODEL_EXECUTE. */
export const failing = 507011;
