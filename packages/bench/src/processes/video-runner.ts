import { fileURLToPath } from 'node:url';
import type { FoundRow, VideoFound, VideoRequest, VideoRound, VideoSettings } from '../protocol/video.js';
import { ContenderProcess } from './contender-process.js';
import { plainEnvironment } from './plain-environment.js';

const scripts = { ours: 'ours.js', peer: 'peer/main.js' } as const;

/** Of a round; also of the first one of a warm-up. */
const fewest = 8;

/** A contender of the case `video`, or what one of them does besides: its process, and the results of its rounds. */
export class VideoRunner {
  readonly rounds: VideoRound[] = [];
  readonly idleRounds: VideoRound[] = [];
  #frames = fewest;

  /** Starts a contender, which loads its model, and detects. */
  static async start(
    name: keyof typeof scripts,
    settings: VideoSettings,
    mostFrames: number,
  ): Promise<VideoRunner> {
    // Also for tests, which run the sources of this file: contenders are built.
    const script = fileURLToPath(new URL(`../../dist/contenders/video/${scripts[name]}`, import.meta.url));
    const process = new ContenderProcess(name, [globalThis.process.execPath, script], plainEnvironment());
    try {
      await process.begin(settings);
      return new VideoRunner(process, 'detect', mostFrames);
    } catch (error) {
      await process.end();
      throw error;
    }
  }

  private constructor(
    private readonly process: ContenderProcess,
    private readonly kind: 'detect' | 'decode',
    private readonly mostFrames: number,
  ) {}

  /** Decoding alone, by the same process. */
  decoding(): VideoRunner {
    return new VideoRunner(this.process, 'decode', this.mostFrames);
  }

  /** The detections of the first frames. */
  async find(frames: number): Promise<readonly (readonly FoundRow[])[]> {
    const { found } = (await this.#ask({ kind: 'find', frames })) as VideoFound;
    return found;
  }

  /** Runs rounds for `warmUpSeconds`, and finds how many frames take about `roundSeconds`. */
  async warmUp(warmUpSeconds: number, roundSeconds: number): Promise<void> {
    const until = performance.now() + 1000 * warmUpSeconds;
    do {
      const { frames, seconds } = await this.#round();
      const wanted = Math.round((frames * roundSeconds) / seconds);
      this.#frames = Math.min(Math.max(fewest, wanted), this.mostFrames);
    } while (performance.now() < until);
  }

  async round(): Promise<void> {
    this.rounds.push(await this.#round());
  }

  async idle(milliseconds: number): Promise<void> {
    this.idleRounds.push((await this.#ask({ kind: 'idle', milliseconds })) as VideoRound);
  }

  end(): Promise<void> {
    return this.process.end();
  }

  #round(): Promise<VideoRound> {
    return this.#ask({ kind: this.kind, frames: this.#frames }) as Promise<VideoRound>;
  }

  #ask(request: VideoRequest): Promise<unknown> {
    return this.process.ask(request);
  }
}
