// The part of node-av's low-level interface that is used. It is declared here, because node-av is an optional peer: neither
// building this package nor its declarations may need it.

export interface AvRational {
  readonly num: number;
  readonly den: number;
}

export interface AvPacket {
  alloc(): void;
  free(): void;
  unref(): void;
  data: Buffer | null;
  pts: bigint;
  readonly streamIndex: number;
}

export interface AvFrame {
  alloc(): void;
  free(): void;
  unref(): void;
  getBuffer(align?: number): number;
  copyProps(src: AvFrame): number;
  format: number;
  width: number;
  height: number;
  readonly data: Buffer[] | null;
  readonly linesize: number[];
  readonly bestEffortTimestamp: bigint;
  readonly colorSpace: number;
  readonly colorRange: number;
  readonly decodeErrorFlags: number;
  readonly flags: number;
}

export interface AvCodecParameters {
  readonly codecId: number;
  /** 0 if the container does not say it. */
  readonly width: number;
  readonly height: number;
}

export interface AvStream {
  readonly index: number;
  readonly timeBase: AvRational;
  readonly startTime: bigint;
  readonly codecpar: AvCodecParameters;
}

export interface AvCodecContext {
  allocContext3(codec: unknown): void;
  parametersToContext(parameters: AvCodecParameters): number;
  setOption(name: string, value: number): number;
  open2Sync(codec: unknown, options: null): number;
  sendPacketSync(packet: AvPacket | null): number;
  receiveFrameSync(frame: AvFrame): number;
  freeContext(): void;
  readonly width: number;
  readonly height: number;
  threadCount: number;
  flags: number;
  pktTimebase: AvRational;
  extraData: Buffer | null;
}

export interface AvFormatContext {
  allocContext(): void;
  openInputSync(url: string, format: unknown, options: unknown): number;
  findStreamInfoSync(options?: unknown): number;
  findBestStream(type: number, wanted: number, related: number): number;
  readFrameSync(packet: AvPacket): number;
  closeInputSync(): void;
  readonly streams: AvStream[];
}

export interface AvScaler {
  getContext(w: number, h: number, format: number, toW: number, toH: number, toFormat: number): void;
  scaleFrameSync(to: AvFrame, from: AvFrame): number;
  freeContext(): void;
}

/** `node-av/lib` */
export interface AvLibrary {
  readonly FormatContext: new () => AvFormatContext;
  readonly CodecContext: new () => AvCodecContext;
  readonly Packet: new () => AvPacket;
  readonly Frame: new () => AvFrame;
  readonly Rational: new (num: number, den: number) => AvRational;
  readonly SoftwareScaleContext: new () => AvScaler;
  readonly InputFormat: { findInputFormat(name: string): object | null };
  readonly Codec: { findDecoder(id: number): object | null };
  readonly Dictionary: { fromObject(values: Record<string, string | number>): unknown };
  readonly FFmpegError: new (code: number) => Error;
  readonly Log: { setLevel(level: number): void };
  avGetPixFmtName(format: number): string | null;
}

/** `node-av/constants` */
export type AvConstants = Readonly<Record<string, number>>;

/** Both, as a worker has loaded them. */
export interface NodeAv {
  readonly lib: AvLibrary;
  readonly constants: AvConstants;
}
