import { availableParallelism, loadavg } from 'node:os';

/**
 * Milliseconds in which a program ends that has a second to do so: a second where a processor is free, and as many more as there are
 * programs for each processor.
 */
export function aSecond(): number {
  const [load = 0] = loadavg();
  return 1000 * Math.max(1, load / availableParallelism());
}
