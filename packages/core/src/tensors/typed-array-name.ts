const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const getName = tag?.get as (this: unknown) => string | undefined;

/**
 * Returns `'Float32Array'` and so on, by what the value is: also for subclasses (a Node `Buffer` is a `'Uint8Array'`), for
 * typed arrays of another realm (a vm context, as in jest), and for types that this version of Node does not have as a
 * global. Undefined for a DataView and for all other values.
 */
export function typedArrayName(value: unknown): string | undefined {
  return getName.call(value);
}
