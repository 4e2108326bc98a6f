// Pictures that sharp decodes, one after the other, on the thread of the sources: the work itself is done by libuv's threads.
import { VideoError } from '../errors/video-error.js';
import { sharedKib } from '../frames/frame-memory.js';
import type { FramePool } from '../frames/frame-pool.js';
import { FrameWriter, type OpenSlot } from '../frames/frame-writer.js';
import { layOut } from '../frames/picture.js';
import type { Session, SessionEvents } from '../source/source-run.js';
import type { ImageSourceOptions } from './image-source-options.js';
import { loadSharp, type Sharp } from './load-sharp.js';

type Settings = Required<ImageSourceOptions>;

interface Decoded {
  readonly path: string;
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}

export class ImageSession implements Session {
  readonly #done: Promise<void>;
  readonly #writer: FrameWriter;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(
    private readonly pool: FramePool,
    private readonly paths: readonly string[],
    private readonly settings: Settings,
    private readonly events: SessionEvents,
  ) {
    pool.control.restart();
    this.#writer = new FrameWriter({
      control: pool.control,
      sharedKib,
      buffers: pool.buffers,
      newestOnly: false,
      maxFrameBytes: settings.maxFrameBytes,
      announce: (announcement) => events.announced(announcement),
    });
    pool.onFree = () => this.#wake();
    this.#done = this.#run().then(
      () => this.#over(undefined),
      (error: unknown) => this.#over(error),
    );
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    return this.#done;
  }

  #over(error: unknown): void {
    this.pool.onFree = () => {};
    if (this.#stopped) return;
    const known = error === undefined || error instanceof VideoError;
    this.events.over(
      known ? error : new VideoError('ERR_VIDEO_DECODE', (error as Error).message, { cause: error }),
    );
  }

  async #run(): Promise<void> {
    const sharp = await loadSharp();
    const decoding: Promise<Decoded | undefined>[] = [];
    let next = 0;
    try {
      for (;;) {
        while (!this.#stopped && decoding.length < this.settings.concurrency && next < this.paths.length) {
          const picture = this.#decode(sharp, this.paths[next] as string);
          picture.catch(() => {}); // it is awaited in its turn
          decoding.push(picture);
          next += 1;
        }
        const decoded = await decoding.shift();
        if (this.#stopped) return;
        if (decoded !== undefined && !(await this.#write(decoded))) return;
        if (decoding.length === 0 && next === this.paths.length) return;
      }
    } finally {
      await Promise.allSettled(decoding);
    }
  }

  async #decode(sharp: Sharp, path: string): Promise<Decoded | undefined> {
    if (this.#stopped) return undefined;
    const { maxFrameBytes, corrupt } = this.settings;
    try {
      // Of the three bytes of a pixel.
      const limitInputPixels = Math.max(1, Math.floor(maxFrameBytes / 3));
      const picture = sharp(path, { limitInputPixels });
      const { format } = await picture.metadata();
      if (!formats.includes(format ?? ''))
        throw new Error(`It is ${format}, not one of ${formats.join(', ')}`);
      const rotated = picture.rotate().toColourspace('srgb').removeAlpha().raw();
      const { data, info } = await rotated.toBuffer({ resolveWithObject: true });
      return { path, data, info };
    } catch (error) {
      const { message } = error as Error;
      // What is too large in bytes alone is not dropped either.
      if (/exceeds pixel limit/.test(message)) throw tooManyPixels(path, maxFrameBytes, error);
      if (corrupt === 'drop') {
        this.pool.control.countCorruptDropped();
        return undefined;
      }
      throw new VideoError('ERR_VIDEO_DECODE', `${path}: ${message}.`, { cause: error });
    }
  }

  async #write({ path, data, info }: Decoded): Promise<boolean> {
    const { width, height } = info;
    const pixelFormat = info.channels === 1 ? 'gray' : 'rgb24';
    const { strides, offsets, bytes } = layOut(pixelFormat, width, height);
    let slot: OpenSlot | undefined;
    while (!this.#stopped) {
      slot = this.#writer.open(bytes);
      if (slot !== undefined) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (slot === undefined) return false;
    slot.bytes.set(data.subarray(0, bytes));
    this.#writer.publish(slot.slot, {
      ...{ width, height, pixelFormat, strides, offsets },
      ...{ colorSpace: 'bt601', range: 'full', pts: Number.NaN, corrupt: false, name: path },
    });
    return true;
  }
}

const tooManyPixels = (path: string, maxFrameBytes: number, cause: unknown) =>
  new VideoError(
    'ERR_VIDEO_LIMIT',
    `${path}: the picture has more pixels, of three bytes each, than \`maxFrameBytes\` permits: it is ${maxFrameBytes}.`,
    { cause },
  );

/** What sharp calls them. Formats that draw, as SVG, are not among them. */
const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'];
