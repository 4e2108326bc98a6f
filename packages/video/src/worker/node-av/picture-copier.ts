// From a frame of FFmpeg to memory of JavaScript. What FFmpeg decodes into is its own and is used again at once, so it is
// copied before anybody sees it.
import { VideoError } from '../../errors/video-error.js';
import type { ColorRange, ColorSpace, PixelFormat } from '../../frames/frame-image.js';
import { layOut, type Picture, planeSizes } from '../../frames/picture.js';
import { constant } from './load-node-av.js';
import type { AvFrame, AvScaler, NodeAv } from './node-av.js';

/** A frame in a pixel format of ours, in FFmpeg's memory: valid until the next call. */
export interface Readable {
  readonly frame: AvFrame;
  readonly picture: Omit<Picture, 'pts' | 'corrupt'>;
  readonly bytes: number;
}

export class PictureCopier {
  readonly #formats: ReadonlyMap<number, PixelFormat>;
  readonly #fullRangeFormat: number;
  #scaler: AvScaler | undefined;
  #scalerKey = '';
  #converted: AvFrame | undefined;

  constructor(private readonly av: NodeAv) {
    const of = (name: string) => constant(av, name);
    this.#fullRangeFormat = of('AV_PIX_FMT_YUVJ420P');
    this.#formats = new Map<number, PixelFormat>([
      [of('AV_PIX_FMT_YUV420P'), 'yuv420p'],
      [this.#fullRangeFormat, 'yuv420p'],
      [of('AV_PIX_FMT_NV12'), 'nv12'],
      [of('AV_PIX_FMT_RGB24'), 'rgb24'],
      [of('AV_PIX_FMT_BGR24'), 'bgr24'],
      [of('AV_PIX_FMT_GRAY8'), 'gray'],
    ]);
  }

  /** Describes a decoded frame; one in a format that is none of ours is converted first. */
  describe(decoded: AvFrame): Readable {
    if (decoded.width <= 0 || decoded.height <= 0)
      throw new VideoError('ERR_VIDEO_DECODE', `A picture of ${decoded.width} × ${decoded.height} pixels.`);
    const range = this.#range(decoded);
    const colorSpace = this.#colorSpace(decoded, range);
    // Rows from bottom to top have a negative stride: the conversion puts them in order.
    const own = this.#formats.has(decoded.format) && decoded.linesize.every((stride) => stride >= 0);
    const frame = own ? decoded : this.#convert(decoded);
    const pixelFormat = this.#formats.get(frame.format) as PixelFormat;
    const { width, height } = frame;
    const { strides, offsets, bytes } = layOut(pixelFormat, width, height, frame.linesize);
    const isRgb = pixelFormat === 'rgb24' || pixelFormat === 'bgr24';
    return {
      frame,
      picture: { offsets, strides, width, height, pixelFormat, colorSpace, range: isRgb ? 'full' : range },
      bytes,
    };
  }

  /** Copies the planes of what `describe` returned. */
  copy({ frame, picture }: Readable, to: Uint8Array): void {
    const data = frame.data ?? [];
    const sizes = planeSizes(picture.pixelFormat, picture.width, picture.height);
    for (const [plane, { rows }] of sizes.entries()) {
      const from = data[plane];
      if (from === undefined) throw new VideoError('ERR_VIDEO_DECODE', 'A decoded picture lacks a plane.');
      const length = (picture.strides[plane] as number) * rows;
      // The last row need not have its padding.
      to.set(from.subarray(0, Math.min(from.length, length)), picture.offsets[plane]);
    }
  }

  close(): void {
    this.#scaler?.freeContext();
    this.#converted?.free();
  }

  #convert(decoded: AvFrame): AvFrame {
    const { lib } = this.av;
    const { width, height, format } = decoded;
    const to = this.#nearest(format);
    const key = `${format} ${width} ${height}`;
    if (key !== this.#scalerKey) {
      this.#scaler?.freeContext();
      this.#scaler = new lib.SoftwareScaleContext();
      this.#scaler.getContext(width, height, format, width, height, to);
      this.#scalerKey = key;
    }
    this.#converted?.free();
    const converted = new lib.Frame();
    converted.alloc();
    this.#converted = converted;
    converted.format = to;
    converted.width = width;
    converted.height = height;
    const got = converted.getBuffer();
    const scaled = got < 0 ? got : (this.#scaler as AvScaler).scaleFrameSync(converted, decoded);
    if (scaled < 0) throw new VideoError('ERR_VIDEO_DECODE', new lib.FFmpegError(scaled).message);
    return converted;
  }

  /** The format of ours that loses least: RGB stays RGB, gray stays gray. */
  #nearest(format: number): number {
    if (this.#formats.has(format)) return format;
    const name = this.av.lib.avGetPixFmtName(format) ?? '';
    if (/^(gray|mono|ya\d)/.test(name)) return constant(this.av, 'AV_PIX_FMT_GRAY8');
    if (/^(rgb|bgr|argb|abgr|0rgb|0bgr|gbr|pal8|x2)/.test(name)) return constant(this.av, 'AV_PIX_FMT_RGB24');
    return /^yuvj/.test(name) ? this.#fullRangeFormat : constant(this.av, 'AV_PIX_FMT_YUV420P');
  }

  #range(frame: AvFrame): ColorRange {
    if (frame.colorRange === constant(this.av, 'AVCOL_RANGE_JPEG')) return 'full';
    return /^(yuvj|gray)/.test(this.av.lib.avGetPixFmtName(frame.format) ?? '') &&
      frame.colorRange !== constant(this.av, 'AVCOL_RANGE_MPEG')
      ? 'full'
      : 'limited';
  }

  /** Where the video does not say it: BT.601 for full range (JPEG) and up to 576 lines, else BT.709. */
  #colorSpace(frame: AvFrame, range: ColorRange): ColorSpace {
    const named = (...names: string[]) => names.some((name) => frame.colorSpace === constant(this.av, name));
    if (named('AVCOL_SPC_BT709', 'AVCOL_SPC_BT2020_NCL', 'AVCOL_SPC_BT2020_CL')) return 'bt709';
    if (named('AVCOL_SPC_BT470BG', 'AVCOL_SPC_SMPTE170M', 'AVCOL_SPC_FCC')) return 'bt601';
    return range === 'full' || frame.height <= 576 ? 'bt601' : 'bt709';
  }
}
