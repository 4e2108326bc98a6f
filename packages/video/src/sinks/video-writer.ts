import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { extname, resolve } from 'node:path';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { VideoError } from '../errors/video-error.js';
import type { PixelFormat } from '../frames/frame-image.js';
import { startFfmpegHelper } from '../helper/ffmpeg-helper.js';
import { containers, encoderArguments } from './encoder-arguments.js';
import { FileClock } from './file-clock.js';
import { hasEncoder } from './has-encoder.js';
import { InTurn } from './in-turn.js';
import { matroskaFrame, matroskaHeader } from './matroska.js';
import { assertPicture, byteLengthOf, copyPicture, type SinkPicture } from './picture.js';
import { type Program, runProgram } from './run-program.js';
import type { VideoWriterOptions } from './video-writer-options.js';

/** Files that are being written, which the end of the process has to remove. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});
let lastNumber = 0;

/** What all pictures of a file have in common. */
interface Encoding {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly input: Socket;
}

/**
 * Writes pictures to a video file, by an `ffmpeg` program that encodes them. The file has its name only when it is complete:
 * until {@link end} it is `<path>.<number>.part`, and {@link abort} or an error removes that. An existing file is replaced then.
 *
 * Each picture is one of the file, at its own time: `pts` of the first is 0. All have the size and `pixelFormat` of the first. The
 * file is 4:2:0 in limited range, with the matrix of the pictures (R, G, B: BT.601 up to 576 lines, else BT.709), and says so. Odd
 * sides get a black line.
 *
 * __Warning:__ Make it before a device is opened, since it starts the helper process of ffmpeg; see {@link startFfmpegHelper}.
 *
 * ```ts fragment
 * const writer = new VideoWriter('out.mp4');
 * for await (const frame of fromVideo('in.mp4')) {
 *   await writer.write(frame);
 *   frame.release();
 * }
 * await writer.end();
 * ```
 */
export class VideoWriter {
  readonly #path: string;
  readonly #container: string;
  readonly #partial: string;
  readonly #clock: FileClock;
  readonly #turns = new InTurn();
  readonly #gone: Promise<never>;
  #fail: (error: Error) => void = () => {};
  #program: Program | undefined;
  /** Resolves when the program has ended well. */
  #complete: Promise<void> = Promise.resolve();
  #encoding: Encoding | undefined;
  #isEnding = false;
  /** Why nothing more can be written. */
  #over: Error | undefined;
  #hasPartial = false;
  #buffer = Buffer.alloc(0);

  /**
   * @param path ends with `.mp4`, `.m4v`, `.mov` or `.mkv` (whose times are whole milliseconds)
   * @throws TypeError or RangeError for wrong arguments
   */
  constructor(
    path: string,
    private readonly options: VideoWriterOptions = {},
  ) {
    assertVideoWriterOptions('VideoWriter', path, options);
    this.#path = resolve(path);
    this.#container = containers[extname(path).toLowerCase()] as string;
    lastNumber += 1;
    this.#partial = `${this.#path}.${process.pid}-${lastNumber}.part`;
    this.#clock = new FileClock(options.fps);
    this.#gone = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    this.#gone.catch(() => {});
    startFfmpegHelper();
  }

  /**
   * Writes a picture. What is not awaited waits for its turn, without bound.
   *
   * @param picture must stay as it is until the Promise is settled: keep the reference of a frame until then
   * @returns resolves when the encoder has taken it
   * @throws by the Promise: VideoError ERR_VIDEO_WRITE, ERR_VIDEO_ENCODER; TypeError, RangeError if it is no picture. After an
   * error nothing can be written
   */
  write(picture: SinkPicture): Promise<void> {
    return this.#turns.run(() => this.#guarded(() => this.#write(picture)));
  }

  /**
   * Completes the file.
   *
   * @throws by the Promise: what {@link write} throws; ERR_VIDEO_WRITE also if there was no picture
   */
  end(): Promise<void> {
    return this.#turns.run(() => this.#guarded(() => this.#end()));
  }

  /** Removes what was written. Without effect after {@link end}. Resolves when program and file are gone. */
  async abort(): Promise<void> {
    this.#over ??= new VideoError('ERR_VIDEO_WRITE', `${this.#path}: writing was aborted.`);
    this.#fail(this.#over);
    this.#program?.kill();
    await this.#turns.run(() => this.#discard());
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    if (this.#over !== undefined) throw this.#over;
    try {
      await work();
    } catch (error) {
      this.#over ??= error as Error;
      await this.#discard();
      throw this.#over;
    }
  }

  async #write(picture: SinkPicture): Promise<void> {
    assertPicture(picture);
    const time = this.#clock.next(picture.pts);
    const encoding = this.#encoding ?? (await this.#start(picture));
    const { format, width, height, input } = encoding;
    if (picture.width !== width || picture.height !== height || picture.pixelFormat !== format)
      throw new VideoError(
        'ERR_VIDEO_WRITE',
        `${this.#path} has pictures of ${width} × ${height} pixels as ${format}, but one of ${picture.width} × ${picture.height} as ${picture.pixelFormat} came. Write it to another file.`,
      );
    const bytes = byteLengthOf(picture);
    const head = matroskaFrame(time, bytes);
    if (this.#buffer.length !== head.length + bytes) this.#buffer = Buffer.alloc(head.length + bytes);
    this.#buffer.set(head);
    copyPicture(picture, this.#buffer.subarray(head.length));
    await this.#send(input, this.#buffer);
  }

  async #start(picture: SinkPicture): Promise<Encoding> {
    const { ffmpeg = 'ffmpeg' } = this.options;
    const codec = this.options.codec ?? ((await hasEncoder(ffmpeg, 'libx264')) ? 'libx264' : 'mpeg4');
    try {
      await (await open(this.#partial, 'wx')).close();
    } catch (error) {
      throw this.#error(`cannot be written: ${(error as Error).message}`, error);
    }
    this.#hasPartial = true; // from here on `discard` has to remove it
    unfinished.add(this.#partial);
    if (this.#over !== undefined) throw this.#over; // it was aborted meanwhile
    const { width, height, pixelFormat: format } = picture;
    const args = encoderArguments(picture, codec, this.#container, this.#partial);
    const program = runProgram(ffmpeg, args, true);
    this.#program = program;
    this.#complete = program.ended.then((ended) => this.#assertEnd(ended));
    this.#complete.catch((error) => this.#fail(error));
    const input = await program.input.catch(() => this.#gone);
    await this.#send(input, matroskaHeader(format, width, height, this.#clock.lastDuration));
    this.#encoding = { format, width, height, input };
    return this.#encoding;
  }

  /** A failure is that of the program, which tells its end. */
  #send(input: Socket, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      input.write(bytes, (error) => {
        // Node tells no error of a write during which the socket was destroyed.
        if (error == null && !input.destroyed) resolve();
        else this.#gone.catch(reject);
      });
    });
  }

  async #end(): Promise<void> {
    if (this.#encoding === undefined) throw this.#error('is not written: no picture came');
    this.#isEnding = true;
    this.#encoding.input.end();
    await this.#complete;
    try {
      await rename(this.#partial, this.#path);
    } catch (error) {
      throw this.#error(`cannot be written: ${(error as Error).message}`, error);
    }
    this.#hasPartial = false;
    unfinished.delete(this.#partial);
    this.#over = this.#error('is complete: nothing more can be written');
  }

  #assertEnd({ code, signal, error, log }: Awaited<Program['ended']>): void {
    if (code === 0 && this.#isEnding) return;
    if (error !== undefined) throw new VideoError('ERR_VIDEO_ENCODER', error);
    const said = log.trim().slice(-2000);
    if (/Unknown encoder/.test(said)) throw new VideoError('ERR_VIDEO_ENCODER', `ffmpeg says: ${said}`);
    if (signal !== null) throw this.#error(`is not complete: the ffmpeg program was ended by ${signal}`);
    throw this.#error(`is not complete: ffmpeg has ended with ${code}. It says: ${said}`);
  }

  /** Program and partial file are gone afterwards. */
  async #discard(): Promise<void> {
    this.#program?.kill();
    await this.#program?.ended;
    if (!this.#hasPartial) return;
    this.#hasPartial = false;
    await rm(this.#partial, { force: true }).catch(() => {});
    unfinished.delete(this.#partial);
  }

  #error(what: string, cause?: unknown): VideoError {
    return new VideoError('ERR_VIDEO_WRITE', `${this.#path} ${what}.`, { cause });
  }
}

/** @throws TypeError or RangeError */
export function assertVideoWriterOptions(
  of: string,
  path: string,
  options: VideoWriterOptions,
  more: readonly string[] = [],
): void {
  if (typeof path !== 'string' || containers[extname(path).toLowerCase()] === undefined)
    throw new TypeError(
      expected(`a file name that ends with ${Object.keys(containers).join(', ')}`, 'path', path),
    );
  assertKnownOptions(of, options, ['codec', 'fps', 'ffmpeg', ...more]);
  const { codec, fps, ffmpeg } = options;
  if (codec !== undefined && !/^\w[\w-]*$/.test(codec))
    throw new TypeError(expected('the name of an encoder of ffmpeg', 'codec', codec));
  if (fps !== undefined && !(typeof fps === 'number' && fps > 0 && fps <= 1000))
    throw new RangeError(expected('a number above 0 and up to 1000', 'fps', fps));
  if (ffmpeg !== undefined && (typeof ffmpeg !== 'string' || ffmpeg === ''))
    throw new TypeError(expected('a program', 'ffmpeg', ffmpeg));
}
