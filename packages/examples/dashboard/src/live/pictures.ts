import type { Frame } from '@ascend-rx/video';
import type { Found } from '../cameras/find-objects.js';
import type { FrameHeader } from '../protocol.js';
import { frameMessage } from './frame-message.js';
import { jpegOf } from './jpeg-of.js';

export interface PicturesOptions {
  /** The position of the camera. */
  readonly camera: number;
  /** Whether somebody looks. */
  readonly isWatched: () => boolean;
  /** Called with each message that has been made. */
  readonly onMessage: (message: Buffer) => void;
  /** A frame cannot be encoded. The next ones are tried. */
  readonly onError: (error: unknown) => void;
}

/**
 * The pictures of one camera, for all pages. The newest frame is held. It is encoded, once, if somebody looks or comes to look. While
 * one is encoded, the newest of those that come waits.
 */
export class Pictures {
  #newest:
    | { readonly frame: Frame; readonly header: Omit<FrameHeader, 'age'>; readonly at: number }
    | undefined;
  /** Of `#newest`. */
  #isEncoded = false;
  #message: Buffer | undefined;
  #isWorking = false;
  /** Ends when the pictures have been made that there were to make. */
  #working: Promise<void> | undefined;
  #isClosed = false;

  constructor(private readonly options: PicturesOptions) {}

  /** The newest, if it has been made for somebody. */
  get message(): Buffer | undefined {
    return this.#isEncoded ? this.#message : undefined;
  }

  /** The frame is retained. */
  show({ frame, at, pts, objects }: Found): void {
    if (this.#isClosed) return;
    const { index, width, height } = frame;
    const header = { camera: this.options.camera, index, pts, width, height, objects };
    this.#newest?.frame.release();
    this.#newest = { frame: frame.retain(), header, at };
    this.#isEncoded = false;
    this.look();
  }

  /** Somebody has come to look. */
  look(): void {
    if (!this.#isWorking) this.#working = this.#work();
  }

  /** It resolves when none is being made any more. No callback is called after this. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#newest?.frame.release();
    this.#newest = undefined;
    this.#message = undefined;
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#newest !== undefined && !this.#isEncoded && this.options.isWatched()) {
      const { frame, header, at } = this.#newest;
      this.#isEncoded = true;
      this.#message = undefined;
      frame.retain();
      try {
        const jpeg = await jpegOf(frame);
        if (this.#isClosed) return;
        const age = Number((performance.now() - at).toFixed(1));
        const message = frameMessage({ ...header, age }, jpeg);
        if (this.#isEncoded) this.#message = message;
        this.options.onMessage(message);
      } catch (error) {
        if (!this.#isClosed) this.options.onError(error);
      } finally {
        frame.release();
      }
    }
    this.#isWorking = false;
  }
}
