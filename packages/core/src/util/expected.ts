// The one form of sentence for every wrong argument: Expected X for `name` but received Y.
import { isArrayBuffer } from './is-array-buffer.js';

/** Returns `value` as it is written in a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value)) return `${value.constructor?.name ?? 'a view'} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isArrayBuffer(value)) return `an ArrayBuffer of ${value.byteLength} bytes`;
  if (isPromise(value)) return 'a Promise';
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0
      ? emptyObject(value)
      : `an object with ${keys.map((key) => `\`${key}\``).join(', ')}`;
  }
  return String(value);
}

// A URL or an AbortController has no keys either: its class says more.
function emptyObject(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `an object of class ${name}`
    : 'an empty object';
}

/** Whether `value` is a Promise, or anything else that can be awaited. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Returns the sentence for a wrong argument.
 *
 * @param what the expected kind of value
 * @param name the argument's or option's name
 * @param value the value that was received
 */
export function expected(what: string, name: string, value: unknown): string {
  return `Expected ${what} for \`${name}\` but received ${describe(value)}`;
}
