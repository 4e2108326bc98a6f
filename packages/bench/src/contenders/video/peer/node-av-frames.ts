// The frames that node-av decodes in this process, by its low-level interface. Its asynchronous calls run on libuv's threads, which sharp
// uses too.
import { AV_LOG_QUIET, AV_PIX_FMT_RGB24, AVERROR_EOF, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import {
  Codec,
  CodecContext,
  FFmpegError,
  Filter,
  type FilterContext,
  FilterGraph,
  FormatContext,
  Frame,
  Log,
  Packet,
} from 'node-av/lib';
import { framesAhead, type RgbFrames } from './rgb-frames.js';

Log.setLevel(AV_LOG_QUIET);

/** Pixels are not copied: a frame is a view on FFmpeg's memory, which is freed at its release. */
export class NodeAvFrames implements RgbFrames {
  readonly #format = new FormatContext();
  readonly #decoder = new CodecContext();
  readonly #graph = new FilterGraph();
  readonly #packet = new Packet();
  readonly #decoded = new Frame();
  readonly #given = new Map<Uint8Array, Frame>();
  /** One after the other: what was begun before it was asked for. */
  readonly #ahead: Promise<Uint8Array | undefined>[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #stream = -1;
  #source: FilterContext | null = null;
  #sink: FilterContext | null = null;

  static async open(video: string, threads: number): Promise<NodeAvFrames> {
    const frames = new NodeAvFrames();
    await frames.#open(video, threads);
    return frames;
  }

  private constructor() {
    this.#packet.alloc();
    this.#decoded.alloc();
  }

  next(): Promise<Uint8Array | undefined> {
    while (this.#ahead.length <= framesAhead) {
      const frame = this.#last.then(() => this.#read());
      // Its turn may come later, or never.
      frame.catch(() => {});
      this.#last = frame;
      this.#ahead.push(frame);
    }
    return this.#ahead.shift() as Promise<Uint8Array | undefined>;
  }

  release(frame: Uint8Array): void {
    this.#given.get(frame)?.free();
    this.#given.delete(frame);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#last]);
    for (const frame of this.#given.values()) frame.free();
    this.#given.clear();
    this.#decoded.free();
    this.#packet.free();
    this.#graph.free();
    this.#decoder.freeContext();
    await this.#format.closeInput();
  }

  async #open(video: string, threads: number): Promise<void> {
    this.#format.allocContext();
    check(await this.#format.openInput(video));
    check(await this.#format.findStreamInfo());
    this.#stream = this.#format.findBestStream(AVMEDIA_TYPE_VIDEO, -1, -1);
    const { codecpar, timeBase } = this.#format.streams?.[this.#stream] ?? {};
    if (!codecpar || !timeBase) throw new Error(`${video} has no video`);
    const codec = Codec.findDecoder(codecpar.codecId);
    this.#decoder.allocContext3(codec);
    check(this.#decoder.parametersToContext(codecpar));
    this.#decoder.threadCount = threads;
    check(await this.#decoder.open2(codec, null));
    const { width, height, format, colorSpace, colorRange } = codecpar;
    // `scale` takes the matrix of the video; the pointer interface of swscale would take BT.601.
    const args = `video_size=${width}x${height}:pix_fmt=${format}:time_base=${timeBase.num}/${timeBase.den}`;
    const source = this.#filter('buffer', `${args}:colorspace=${colorSpace}:range=${colorRange}`);
    const scale = this.#filter('scale');
    const rgb = this.#filter('format', `pix_fmts=${AV_PIX_FMT_RGB24}`);
    const sink = this.#filter('buffersink');
    for (const [from, to] of [
      [source, scale],
      [scale, rgb],
      [rgb, sink],
    ] as const)
      check(from.link(0, to, 0));
    check(this.#graph.configSync());
    this.#source = source;
    this.#sink = sink;
  }

  #filter(name: string, args?: string): FilterContext {
    if (this.#source === null && name === 'buffer') this.#graph.alloc();
    const filter = Filter.getByName(name);
    const made = filter && this.#graph.createFilter(filter, name, args);
    if (!made) throw new Error(`node-av has no filter ${name}${args ? ` with ${args}` : ''}`);
    return made;
  }

  async #read(): Promise<Uint8Array | undefined> {
    if (!(await this.#decode())) return undefined;
    check((await this.#source?.buffersrcAddFrame(this.#decoded)) ?? -1);
    const rgb = new Frame();
    rgb.alloc();
    check((await this.#sink?.buffersinkGetFrame(rgb)) ?? -1);
    const pixels = rgb.data?.[0];
    if (!pixels || rgb.linesize[0] !== 3 * rgb.width)
      throw new Error('expected a picture without padding behind its rows');
    this.#given.set(pixels, rgb);
    return pixels;
  }

  /** False: the video has ended. */
  async #decode(): Promise<boolean> {
    for (;;) {
      const received = await this.#decoder.receiveFrame(this.#decoded);
      if (received >= 0) return true;
      if (received === AVERROR_EOF) return false;
      // It wants a packet.
      if ((await this.#format.readFrame(this.#packet)) < 0) {
        check(await this.#decoder.sendPacket(null));
        continue;
      }
      if (this.#packet.streamIndex === this.#stream) check(await this.#decoder.sendPacket(this.#packet));
      this.#packet.unref();
    }
  }
}

function check(result: number): void {
  if (result < 0) throw new FFmpegError(result);
}
