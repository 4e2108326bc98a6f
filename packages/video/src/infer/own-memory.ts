// Inputs that lie in memory of a frame are copied: the device reads inputs until their slot is free, which may be after the
// frame has been released, and then the source writes the next picture there.
import type { Frame } from '../frames/frame.js';

/** @returns `inputs`, with a copy in place of each view on the frame */
export function ownMemory<I>(inputs: I, frame: Frame): I {
  if (frame.released) return inputs;
  const buffers = new Set<unknown>(frame.planes.map(({ buffer }) => buffer));
  return copied(inputs, buffers, 3) as I;
}

/** @param depth an input by name is an object in an object, with a view in it */
function copied(value: unknown, buffers: ReadonlySet<unknown>, depth: number): unknown {
  if (ArrayBuffer.isView(value)) {
    if (!buffers.has(value.buffer)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
    if (value instanceof Uint8Array) return bytes;
    const View = value.constructor as new (buffer: ArrayBuffer) => ArrayBufferView;
    return new View(bytes.buffer);
  }
  if (buffers.has(value)) return new Uint8Array(value as SharedArrayBuffer).slice().buffer;
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => copied(each, buffers, depth - 1));
  const entries = Object.entries(value).map(([name, each]) => [name, copied(each, buffers, depth - 1)]);
  return entries.some(([name, each]) => each !== (value as Record<string, unknown>)[name as string])
    ? Object.fromEntries(entries)
    : value;
}
