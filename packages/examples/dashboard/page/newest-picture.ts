/**
 * Decodes and draws pictures one after the other. What arrives meanwhile replaces what waits: if decoding is slower than arriving, or the
 * tab is hidden and the browser asks for no drawing, only the newest picture is decoded, and one picture is kept.
 *
 * @typeParam Input what arrives
 * @typeParam Picture what is decoded and drawn
 */
export class NewestPicture<Input, Picture> {
  #waiting: { readonly input: Input } | undefined;
  #busy = false;
  #closed = false;

  constructor(private readonly steps: PictureSteps<Input, Picture>) {}

  offer(input: Input): void {
    if (this.#closed) return;
    this.#waiting = { input };
    if (!this.#busy) void this.#run();
  }

  /** Nothing is drawn any more, and a picture that is being decoded is discarded. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== undefined) {
      const { input } = this.#waiting;
      this.#waiting = undefined;
      try {
        const picture = await this.steps.decode(input);
        if (this.#closed) this.steps.discard(picture);
        else this.steps.draw(picture, input);
      } catch (error) {
        if (!this.#closed) this.steps.failed(error);
      }
      if (!this.#closed) await this.steps.nextDrawing();
    }
    this.#busy = false;
  }
}

export interface PictureSteps<Input, Picture> {
  decode(input: Input): Promise<Picture>;
  /** Owns the picture from here on. */
  draw(picture: Picture, input: Input): void;
  /** Of a picture that nobody will draw. */
  discard(picture: Picture): void;
  /** Decoding or drawing has failed. The next picture is tried nevertheless. */
  failed(error: unknown): void;
  /** Until the browser is about to draw again: never in a hidden tab. */
  nextDrawing(): Promise<void>;
}
