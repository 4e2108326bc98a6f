/**
 * A Kalman filter over one number that changes with a speed of its own: value and speed are the state, the value is
 * measured, and the speed drifts as white noise of acceleration makes it. A box has four of them. The filter of SORT and
 * ByteTrack is four such filters too, as none of its matrices relates one coordinate to another; there a step is a frame, here
 * it takes the time that has passed, so that frames may be missing.
 *
 * With F = [1 dt; 0 1] and Q = q · [dt³/3 dt²/2; dt²/2 dt], the state becomes F·x and its covariance F·P·Fᵀ + Q (Bar-Shalom,
 * Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", section 6.2.2).
 */
export class MotionFilter {
  #value: number;
  #speed = 0;
  // The covariance of value and speed, which is symmetric.
  #valueVariance: number;
  #covariance = 0;
  #speedVariance: number;

  constructor(value: number, valueDeviation: number, speedDeviation: number) {
    this.#value = value;
    this.#valueVariance = valueDeviation ** 2;
    this.#speedVariance = speedDeviation ** 2;
  }

  get value(): number {
    return this.#value;
  }

  /** Change per second. */
  get speed(): number {
    return this.#speed;
  }

  /** Variance of what a measurement with this deviation will give. */
  expectedVariance(deviation: number): number {
    return this.#valueVariance + deviation ** 2;
  }

  /**
   * @param seconds since the last call
   * @param density of the acceleration's noise: q, in squared units of the value per second³
   */
  predict(seconds: number, density: number): void {
    this.#value += this.#speed * seconds;
    this.#valueVariance +=
      seconds * (2 * this.#covariance + seconds * this.#speedVariance) + (density * seconds ** 3) / 3;
    this.#covariance += seconds * this.#speedVariance + (density * seconds ** 2) / 2;
    this.#speedVariance += density * seconds;
  }

  /** @param deviation standard deviation of the measurement, more than 0 */
  correct(measured: number, deviation: number): void {
    const variance = this.expectedVariance(deviation);
    const gain = this.#valueVariance / variance;
    const speedGain = this.#covariance / variance;
    const surprise = measured - this.#value;
    this.#value += gain * surprise;
    this.#speed += speedGain * surprise;
    this.#speedVariance -= speedGain * this.#covariance;
    this.#covariance *= 1 - gain;
    this.#valueVariance *= 1 - gain;
  }
}
