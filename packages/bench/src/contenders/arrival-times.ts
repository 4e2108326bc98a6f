import { uniformRandom } from '../workload/uniform-random.js';

/**
 * Arrival times of inputs in an open loop: a Poisson process. The same arguments always give the same times.
 *
 * @param rate inputs per second
 * @return milliseconds since the first arrival
 */
export function arrivalTimes(count: number, rate: number): Float64Array {
  const random = uniformRandom(0x9e3779b9);
  const times = new Float64Array(count);
  let time = 0;
  for (let i = 0; i < count; i += 1) {
    times[i] = time;
    time -= (1000 / rate) * Math.log(random());
  }
  return times;
}
