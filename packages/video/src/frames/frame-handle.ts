import { VideoError } from '../errors/video-error.js';
import type { Frame } from './frame.js';
import type { ColorRange, ColorSpace, PixelFormat } from './frame-image.js';
import { type Picture, planeSizes } from './picture.js';

/** What a frame tells the owner of its memory. Nothing of it may lead to the frame, which the collector is to find. */
export interface FrameOwner {
  readonly label: string;
  /** The last reference is given back. */
  onReleased(slot: number): void;
  /** The frame was collected with references left. */
  onLeaked(slot: number): void;
}

const leaks = new FinalizationRegistry(({ owner, slot }: { owner: FrameOwner; slot: number }) =>
  owner.onLeaked(slot),
);

/** A frame over a slot of its owner, with one reference at first. */
export class FrameHandle implements Frame {
  readonly strides: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: PixelFormat;
  readonly colorSpace: ColorSpace;
  readonly range: ColorRange;
  readonly pts: number;
  readonly corrupt: boolean;
  readonly source: string;
  #planes: readonly Uint8Array[];
  #references = 1;

  constructor(
    private readonly owner: FrameOwner,
    private readonly slot: number,
    readonly index: number,
    picture: Picture,
    buffer: SharedArrayBuffer,
  ) {
    this.strides = picture.strides;
    this.width = picture.width;
    this.height = picture.height;
    this.pixelFormat = picture.pixelFormat;
    this.colorSpace = picture.colorSpace;
    this.range = picture.range;
    this.pts = picture.pts;
    this.corrupt = picture.corrupt;
    this.source = picture.name ?? owner.label;
    this.#planes = planeSizes(picture.pixelFormat, picture.width, picture.height).map(
      ({ rows }, plane) =>
        new Uint8Array(buffer, picture.offsets[plane], (picture.strides[plane] as number) * rows),
    );
    leaks.register(this, { owner, slot }, this);
  }

  get released(): boolean {
    return this.#references === 0;
  }

  get planes(): readonly Uint8Array[] {
    this.#assertHeld('its planes were read');
    return this.#planes;
  }

  retain(): Frame {
    this.#assertHeld('it was retained');
    this.#references += 1;
    return this;
  }

  release(): void {
    this.#assertHeld('it was released again');
    this.#references -= 1;
    if (this.#references > 0) return;
    this.#planes = [];
    leaks.unregister(this);
    this.owner.onReleased(this.slot);
  }

  #assertHeld(what: string): void {
    if (this.#references > 0) return;
    throw new VideoError(
      'ERR_FRAME_RELEASED',
      `Frame ${this.index} of ${this.source} has no reference left, but ${what}. Retain a frame for as long as you use it, and release it once for each reference.`,
    );
  }
}
