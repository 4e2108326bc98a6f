// Memory that native threads write rows to. It is used again, as most of it stays empty, and to allocate it for each output would cost
// more time of the garbage collector than all else on the event loop. Of one environment.

const mostKept = 16;
const mostBytes = 256 * 1024;
const spare: ArrayBuffer[] = [];

/** So many numbers. What they are is left over. */
export function takeRows(length: number): Float64Array {
  const bytes = 8 * length;
  const last = spare.pop();
  return new Float64Array(last && last.byteLength >= bytes ? last : new ArrayBuffer(bytes), 0, length);
}

/** No native thread writes to them any more, and nobody reads them. */
export function giveRows({ buffer }: Float64Array): void {
  if (spare.length < mostKept && buffer.byteLength <= mostBytes) spare.push(buffer as ArrayBuffer);
}
