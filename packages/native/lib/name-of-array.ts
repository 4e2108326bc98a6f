const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

/** The kind of a typed array, `Float32Array` and so on, by what the value is: of another realm, and a Buffer, too. Undefined: it is none. */
export function nameOfArray(value: unknown): string | undefined {
  return tag?.get?.call(value) as string | undefined;
}
