import { expected } from '@ascend-rx/core/device';

/** Throws a TypeError unless `value` is two finite numbers. */
export function assertPoint(name: string, value: unknown): void {
  if (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)) return;
  throw new TypeError(expected('two finite numbers x, y', name, value));
}
