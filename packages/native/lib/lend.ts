// Lends the memory of inputs to native threads: they borrow it, and read it while JavaScript goes on. Buffers that
// cannot be lent safely are copied.
import { markAsUntransferable } from 'node:worker_threads';
import { addon } from './addon.js';

// The size of WebAssembly memory is a multiple of it, in bytes.
const wasmPage = 65536;
const lentBuffers = new WeakSet<ArrayBuffer>();

/**
 * A view with the same bytes that a native thread may read until its slot is free. Small views are returned as they are,
 * because the addon copies them at once.
 *
 * A resize or a transfer while a native thread reads would crash the process. So only fixed-length ArrayBuffers outside of
 * WebAssembly memory are lent. They are marked as untransferable, and stay so, because Node cannot undo that.
 * SharedArrayBuffers of fixed length are lent, too: nothing can take their memory away, and Node's typed arrays over them
 * give their address as all others do. All others are copied, growable SharedArrayBuffers with them.
 */
export function lend(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength <= addon().protocol.copiedBytes) return view;
  if (isLendable(view.buffer)) return view;
  const source = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const copy = new Uint8Array(new ArrayBuffer(view.byteLength));
  copy.set(source);
  return copy;
}

/** The buffer has been lent at least once, so that it cannot be transferred any more. */
export function isLent(buffer: ArrayBuffer): boolean {
  return lentBuffers.has(buffer);
}

/**
 * Whether native threads may read and write this memory while JavaScript goes on. An ArrayBuffer is marked as untransferable then.
 * A SharedArrayBuffer can neither move nor shrink, even one that grows.
 */
export function canBeLent(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]' || isLendable(buffer);
}

function isLendable(buffer: ArrayBufferLike): boolean {
  if (lentBuffers.has(buffer as ArrayBuffer)) return true;
  const tag = Object.prototype.toString.call(buffer);
  if (tag === '[object SharedArrayBuffer]') return !(buffer as { growable?: boolean }).growable;
  if (tag !== '[object ArrayBuffer]') return false;
  const { resizable } = buffer as ArrayBuffer & { resizable?: boolean };
  if (resizable || isWasmMemory(buffer as ArrayBuffer)) return false;
  markAsUntransferable(buffer);
  lentBuffers.add(buffer as ArrayBuffer);
  return true;
}

// WebAssembly memory can grow, which detaches its buffer. Such a buffer can only be recognised by the error of a transfer.
// With the same buffer twice in the list, a transfer always fails before anything is transferred; and WebAssembly memory
// gives another error than other buffers.
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
