import { hrtime } from 'node:process';

/** Milliseconds on a monotonic clock that is the same in all threads of the process. */
export function clock(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
