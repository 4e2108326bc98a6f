import { VideoError } from '../errors/video-error.js';

/** The least seconds from one frame to the next. */
const leastStep = 1e-4;
/** Where nothing tells the time from one frame to the next, in seconds. */
const usualStep = 0.04;

/** The times of a file, made of those of its frames: they begin at 0 and never go back. */
export class FileClock {
  #offset: number | undefined;
  #time = 0;
  #step = usualStep;
  #frames = 0;

  /** @param fps if frames come at a constant rate, whatever their times are */
  constructor(private readonly fps: number | undefined) {}

  /** Of the last frame, in seconds. */
  get lastDuration(): number {
    return this.fps === undefined ? usualStep : 1 / this.fps;
  }

  /**
   * The time of the next frame, in seconds. A frame that is not later than the one before, as when a camera has
   * connected again and its clock has begun anew, follows it after the time between the two before.
   *
   * @param pts of the frame, in seconds
   * @throws VideoError ERR_VIDEO_WRITE if it has no time
   */
  next(pts: number | undefined): number {
    const { fps } = this;
    if (fps !== undefined) {
      const time = this.#frames / fps;
      this.#frames += 1;
      return time;
    }
    if (pts === undefined || !Number.isFinite(pts))
      throw new VideoError(
        'ERR_VIDEO_WRITE',
        `A frame has no time (its pts is ${pts}). Give the option \`fps\`, the frames per second.`,
      );
    if (this.#offset === undefined) this.#offset = pts;
    else {
      if (pts - this.#offset < this.#time + leastStep) this.#offset = pts - this.#time - this.#step;
      this.#step = pts - this.#offset - this.#time;
      this.#time = pts - this.#offset;
    }
    return this.#time;
  }
}
