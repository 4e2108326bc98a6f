/** Those that are under way. */
const reads = new Set<Promise<void>>();

/** Native threads read a frame until `read` is settled, whatever has become of its value meanwhile. */
export function nativeRead(read: Promise<void>): Promise<void> {
  reads.add(read);
  const end = () => reads.delete(read);
  read.then(end, end);
  return read;
}

/** Resolves when those that are under way are settled: some ms later at most, since no user code is part of them. */
export async function nativeReadsSettled(): Promise<void> {
  await Promise.allSettled(reads);
}
