// Which buffers are lent to native threads: those of fixed length outside of WebAssembly memory.
import { describe, expect, it } from '@jest/globals';
import { addon } from '../lib/addon.js';
import { lend } from '../lib/lend.js';

const { copiedBytes } = addon().protocol;
const bytes = 65_536;
// Node has it, its type declarations do not.
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): void };
    };
  }
).WebAssembly;

function lent(view: ArrayBufferView): boolean {
  const result = lend(view);
  expect(new Uint8Array(result.buffer, result.byteOffset, result.byteLength)).toEqual(
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  );
  return result.buffer === view.buffer;
}

describe('lend', () => {
  it('lends ordinary buffers, whole or in part, whatever the view', () => {
    expect(lent(new Float32Array(bytes).fill(1.5))).toBe(true);
    expect(lent(new Uint8Array(new ArrayBuffer(bytes), 3, copiedBytes + 1))).toBe(true);
    expect(lent(new DataView(new ArrayBuffer(bytes + 1)))).toBe(true);
    expect(lent(Buffer.alloc(bytes))).toBe(true);
  });

  it('leaves small ones to be copied at submission', () => {
    const view = new Uint8Array(copiedBytes);
    expect(lend(view)).toBe(view);
    expect(structuredClone(view.buffer, { transfer: [view.buffer] }).byteLength).toBe(copiedBytes);
  });

  it('lends shared memory of fixed length, which stays shared', () => {
    const view = new Float32Array(new SharedArrayBuffer(bytes)).fill(2);
    expect(lend(view)).toBe(view);
    expect(lent(new Uint8Array(new SharedArrayBuffer(bytes), 3, copiedBytes + 1))).toBe(true);
    const clone = structuredClone(view);
    clone[0] = 3;
    expect(view[0]).toBe(3);
  });

  it('copies growable, resizable and WebAssembly memory', () => {
    const Growable = SharedArrayBuffer as unknown as new (
      length: number,
      options: object,
    ) => SharedArrayBuffer;
    expect(lent(new Uint8Array(new Growable(bytes, { maxByteLength: 2 * bytes })))).toBe(false);
    const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
    expect(lent(new Uint8Array(new Resizable(bytes, { maxByteLength: 2 * bytes })))).toBe(false);
    const memory = new Memory({ initial: 2 });
    expect(lent(new Uint8Array(memory.buffer))).toBe(false);
    expect(lent(new Uint8Array(memory.buffer, 8, bytes))).toBe(false);
    memory.grow(1);
  });

  it('keeps a lent buffer where it is: a transfer does not take it away', () => {
    const view = new Uint8Array(bytes).fill(7);
    lend(view);
    try {
      structuredClone(view.buffer, { transfer: [view.buffer] });
    } catch {
      // Node 21 and later refuse; earlier ones clone instead.
    }
    expect(view.byteLength).toBe(bytes);
    expect(view[0]).toBe(7);
  });
});
