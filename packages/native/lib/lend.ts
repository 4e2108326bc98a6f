// Lending input memory to native threads: which buffers may be read there while JavaScript goes on, and
// private copies of the others.
import { markAsUntransferable } from 'node:worker_threads';

/** Up to this size an input is copied at submission anyway (`Slot::kCopiedBytes`). In bytes. */
export const copiedBytes = 4096;

const wasmPage = 65536;
const known = new WeakSet<ArrayBuffer>();

/**
 * A view with the same bytes that a native thread may read until its slot is free.
 *
 * A resize or a transfer under a running copy would be a crash. So only fixed-length, unshared
 * ArrayBuffers outside of WebAssembly memory are lent, and marked untransferable (for good: Node has no
 * way back); everything else is copied.
 */
export function lend(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength <= copiedBytes) return view;
  if (isLendable(view.buffer)) return view;
  const source = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const copy = new Uint8Array(new ArrayBuffer(view.byteLength));
  copy.set(source);
  return copy;
}

/** It has been lent once, and so cannot be transferred any more. */
export function isLent(buffer: ArrayBuffer): boolean {
  return known.has(buffer);
}

function isLendable(buffer: ArrayBufferLike): boolean {
  if (known.has(buffer as ArrayBuffer)) return true;
  if (!(Object.prototype.toString.call(buffer) === '[object ArrayBuffer]')) return false;
  const { resizable } = buffer as ArrayBuffer & { resizable?: boolean };
  if (resizable || isWasmMemory(buffer as ArrayBuffer)) return false;
  markAsUntransferable(buffer);
  known.add(buffer as ArrayBuffer);
  return true;
}

// WebAssembly memory can grow, which detaches its buffer. Nothing says so of a buffer but the refusal to
// transfer it: asked with the same buffer twice in the list, an error comes before anything is transferred,
// and which one it is tells.
function isWasmMemory(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength % wasmPage !== 0) return false;
  return transferRefusal(buffer) !== transferRefusal(new ArrayBuffer(8));
}

function transferRefusal(buffer: ArrayBuffer): string {
  try {
    structuredClone(undefined, { transfer: [buffer, buffer] });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
