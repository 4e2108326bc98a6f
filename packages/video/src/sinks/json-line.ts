// What a value is as a line of JSON.

/** @returns a line with its end, or undefined if there is nothing to write */
export function jsonLine(value: unknown, digits: number): string | undefined {
  const text = JSON.stringify(value, replacer(digits));
  return text === undefined ? undefined : `${text}\n`;
}

function replacer(digits: number) {
  const scale = 10 ** digits;
  const scaleOfTime = 10 ** Math.max(digits, 6);
  const rounded = (value: number, by: number) => {
    const product = value * by;
    // What is too large to be rounded has no digits behind the point.
    return Number.isSafeInteger(Math.round(product)) ? Math.round(product) / by : value;
  };
  return function (this: unknown, key: string, given: unknown): unknown {
    // What toJSON has not seen: that of a Buffer makes an object.
    const value = (this as Record<string, unknown>)[key];
    if (typeof value === 'number') return rounded(value, key === 'pts' ? scaleOfTime : scale); // NaN becomes null
    if (typeof value === 'bigint') return String(value);
    if (ArrayBuffer.isView(value)) return isMask(this, key) ? undefined : elementsOf(value);
    if (isFrame(value)) return { source: value.source, pts: value.pts, index: value.index };
    if (isMask(value, 'data')) return { ...value, runs: runsOf(value.data) };
    return given;
  };
}

function elementsOf(view: ArrayBufferView): unknown[] {
  if (view instanceof DataView) return [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
  return [...(view as unknown as Iterable<unknown>)];
}

/** Also a picture without label: pixels are never written. */
function isFrame(value: unknown): value is { source?: unknown; pts?: unknown; index?: unknown } {
  const { pixelFormat, width } = (value ?? {}) as Record<string, unknown>;
  return typeof pixelFormat === 'string' && typeof width === 'number';
}

function isMask(value: unknown, key: string): value is { data: Uint8Array } {
  if (key !== 'data') return false;
  const { data, width, height, box } = (value ?? {}) as Record<string, unknown>;
  return (
    data instanceof Uint8Array &&
    typeof width === 'number' &&
    typeof height === 'number' &&
    Array.isArray(box)
  );
}

/** Lengths of runs of cells that are outside and inside in turn; the first is of those outside. */
function runsOf(data: Uint8Array): number[] {
  const runs: number[] = [];
  let begin = 0;
  for (let bit = 0; begin < data.length; bit = 1 - bit) {
    let end = begin;
    while (end < data.length && Number((data[end] as number) >= 128) === bit) end += 1;
    runs.push(end - begin);
    begin = end;
  }
  return runs;
}
