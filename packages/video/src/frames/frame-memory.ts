// What all sources of the process use together. The bytes are counted in memory that the worker threads share, since they
// allocate; the rest belongs to the thread of the sources.

/** The bounds of a process; see {@link setVideoLimits}. */
export interface VideoLimits {
  /** Sources that are open at once. Default 64. */
  maxSources: number;
  /** Bytes of all frame memory together. Default 1 GiB. */
  maxBytes: number;
}

/** What sources and frames of the process use; see {@link videoUsage}. */
export interface VideoUsage {
  /**
   * Sources that are open. One of `fromVideo` has a worker thread; besides, node-av has decoder threads if `threads` is above 1,
   * and ffmpeg is a process of its own. One of `fromImages` has no thread.
   */
  readonly sources: number;
  /** Frames with at least one reference. */
  readonly framesAlive: number;
  /** Bytes of frame memory, of frames and of free slots, in steps of 1 KiB. */
  readonly bytes: number;
  /** Frames that nobody released before the garbage collector found them. */
  readonly leaked: number;
}

export const kibOf = (bytes: number): number => Math.ceil(bytes / 1024);

/** Word 0: KiB in use. Word 1: the most KiB. */
export const sharedKib = new Int32Array(new SharedArrayBuffer(8));
sharedKib[1] = kibOf(2 ** 30);

/** Counts of this thread. */
export const counts = { sources: 0, framesAlive: 0, leaked: 0, maxSources: 64 };

/** Takes KiB out of the common bound; false if they are not left. */
export function reserveKib(shared: Int32Array, kib: number): boolean {
  const before = Atomics.add(shared, 0, kib);
  if (before + kib <= Atomics.load(shared, 1)) return true;
  Atomics.sub(shared, 0, kib);
  return false;
}

export function returnKib(shared: Int32Array, kib: number): void {
  Atomics.sub(shared, 0, kib);
}
