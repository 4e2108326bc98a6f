// What ffmpeg writes to its standard error: for each picture two lines of the filter showinfo, and what went wrong.
import type { ColorRange, ColorSpace, PixelFormat } from '../../frames/frame-image.js';

/** A picture that ffmpeg announces; it follows on its standard output, in the same order. */
export interface LoggedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: PixelFormat;
  readonly colorSpace: ColorSpace;
  readonly range: ColorRange;
  readonly pts: number;
  readonly corrupt: boolean;
}

const formats: Readonly<Record<string, PixelFormat>> = {
  yuv420p: 'yuv420p',
  yuvj420p: 'yuv420p',
  nv12: 'nv12',
  gray: 'gray',
  rgb24: 'rgb24',
  bgr24: 'bgr24',
};

const tooLarge = /^(?:\[[^\]]*\] )+Picture size (\d+)x(\d+) exceeds specified max pixel count/;

/** The last messages are kept, for the error if there is one. */
const kept = 12;

export class LogReader {
  readonly messages: string[] = [];
  /** Whether ffmpeg has begun to decode what was asked for. Before, it looks at all that the input has. */
  decodes = false;
  /** How many of the messages have come since the last picture. */
  #recent = 0;
  #rest = '';
  #corrupt = false;
  #open: (LoggedPicture & { format: string }) | undefined;

  /** @param onRefused called for a picture of more pixels than ffmpeg may decode, in its turn */
  constructor(
    private readonly emit: (picture: LoggedPicture) => void,
    private readonly onRefused: (width: number, height: number) => void,
  ) {}

  /** What ffmpeg has said since the last picture. */
  get recent(): readonly string[] {
    return this.messages.slice(this.messages.length - this.#recent);
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/[\r\n]+/);
    // A line without end is cut, so that a program that writes none costs no memory.
    this.#rest = (lines.pop() ?? '').slice(0, 64 * 1024);
    for (const line of lines) this.#line(line);
  }

  end(): void {
    this.#line(this.#rest);
    this.#finish('', '');
  }

  #line(line: string): void {
    const [, info] = /^\[Parsed_showinfo_\d+ @ [^\]]*\] ?(.*)$/.exec(line) ?? [];
    if (info === undefined) {
      // ffmpeg says so just before the picture.
      if (line.includes('corrupt decoded frame')) this.#corrupt = true;
      else if (line.trim() !== '' && !/^\s/.test(line)) {
        this.messages.push(line.slice(0, 400));
        if (this.messages.length > kept) this.messages.shift();
        this.#recent = Math.min(this.#recent + 1, kept);
        if (line.startsWith('Stream mapping:')) this.decodes = true;
        const [, width, height] = tooLarge.exec(line) ?? [];
        if (height !== undefined) {
          this.#finish('', '');
          this.onRefused(Number(width), Number(height));
        }
      }
      return;
    }
    const [, time, format = '', width, height] =
      /^n: *\d+ .*?pts_time:(\S+) .*?fmt:(\w+) .*?s:(\d+)x(\d+) /.exec(info) ?? [];
    if (time !== undefined) {
      this.#finish('', ''); // A version that says nothing of colours.
      this.#open = {
        width: Number(width),
        height: Number(height),
        pixelFormat: formats[format] as PixelFormat,
        format,
        colorSpace: 'bt601',
        range: 'limited',
        pts: Number(time), // 'NOPTS' gives NaN
        corrupt: this.#corrupt,
      };
      this.#corrupt = false;
      return;
    }
    const [, range = '', space = ''] = /^color_range:(\w+) color_space:(\w+)/.exec(info) ?? [];
    if (range !== '') this.#finish(range, space);
  }

  #finish(range: string, space: string): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#recent = 0;
    const { format, ...picture } = open;
    const isRgb = format === 'rgb24' || format === 'bgr24';
    const isFull = isRgb || /^(pc|jpeg)/.test(range) || (/^(yuvj|gray)/.test(format) && range !== 'tv');
    this.emit({
      ...picture,
      range: isFull ? 'full' : 'limited',
      colorSpace: colorSpaceOf(space, isFull, picture.height),
    });
  }
}

/** Where the video does not say it: BT.601 for full range (JPEG) and up to 576 lines, else BT.709. */
function colorSpaceOf(name: string, isFull: boolean, height: number): ColorSpace {
  if (/^(bt709|bt2020)/.test(name)) return 'bt709';
  if (/^(bt470bg|smpte170m|fcc)/.test(name)) return 'bt601';
  return isFull || height <= 576 ? 'bt601' : 'bt709';
}
