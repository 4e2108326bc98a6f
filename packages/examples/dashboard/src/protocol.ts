/**
 * What the dashboard's server and its page say to each other, over one WebSocket at `/live`.
 *
 * Binary messages go to the page only: a picture and what was found in it. The length of the JSON text (uint32, little endian), the
 * text (UTF-8, a {@link FrameHeader}), the JPEG.
 *
 * Text messages are JSON: {@link ServerMessage} to the page, {@link PageMessage} to the server.
 */
export interface FrameHeader {
  /** Position in `cameras` of {@link Hello}. */
  readonly camera: number;
  /** Of the frame in its source. */
  readonly index: number;
  /** Seconds. */
  readonly pts: number;
  /** Of the frame in pixels: boxes are in these. The JPEG may be smaller. */
  readonly width: number;
  readonly height: number;
  /** Milliseconds from the arrival of the frame until it was sent. */
  readonly age: number;
  readonly objects: readonly FoundObject[];
}

export interface FoundObject {
  readonly id: number;
  readonly name: string;
  /** 0 to 1. */
  readonly score: number;
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
}

/** What a page can change. */
export interface Settings {
  readonly callbackInterval: number;
  readonly overflow: Overflow;
  readonly paused: boolean;
}

export type CameraState = 'connecting' | 'live' | 'lost' | 'ended';

export interface Hello {
  readonly type: 'hello';
  readonly model: string;
  readonly device: string;
  readonly cameras: readonly {
    readonly label: string;
    readonly state: CameraState;
    readonly reason?: string;
  }[];
  readonly settings: Settings;
  readonly choices: {
    readonly callbackInterval: { readonly min: number; readonly max: number };
    readonly overflow: readonly Overflow[];
  };
}

/** Once a second. */
export interface Stats {
  readonly type: 'stats';
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Of the last second. */
  readonly inferencesPerSecond: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Milliseconds by part of `timing` (prepare, queued, run, … and total), of the last seconds; a part is absent if nothing was measured. */
  readonly latency: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
  /** Since the start, by cause. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly eventLoopDelay: { readonly p50: number; readonly p99: number };
  /** By camera: frames per second of the last second, inferred, and dropped since the start. */
  readonly cameras: readonly {
    readonly framesPerSecond: number;
    readonly inferred: number;
    readonly dropped: number;
  }[];
}

export type ServerMessage =
  | Hello
  | Stats
  | {
      readonly type: 'camera';
      readonly camera: number;
      readonly state: CameraState;
      readonly reason?: string;
    }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'error'; readonly message: string };

export type PageMessage =
  | { readonly type: 'set'; readonly settings: Partial<Settings> }
  /**
   * The cameras whose pictures the page shows now: none in a hidden tab, and not those out of sight on a phone. Until the first such
   * message: all.
   */
  | { readonly type: 'watch'; readonly cameras: readonly number[] };

/** The core's strategies that suit a live picture. */
export type Overflow = 'drop-oldest' | 'drop-newest' | 'buffer';
