// Frames without a source: gray ones of 8 × 4 pixels, whose references are counted.
import type { Frame, FrameSource, SourceState, SourceStats } from '@ascend-rx/video';
import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';

export interface FakeSize {
  readonly width?: number;
  readonly height?: number;
}

/** Makes frames, and tells which are held. */
export class FakeFrames {
  readonly #references = new Map<number, number>();

  /** The indices of frames with references, ascending. */
  get held(): number[] {
    return [...this.#references].filter(([, count]) => count > 0).map(([index]) => index);
  }

  make(index: number, { width = 8, height = 4 }: FakeSize = {}): Frame {
    this.#references.set(index, 1);
    const count = (change: number) => {
      const references = this.#references.get(index) as number;
      if (references === 0) throw new Error(`frame ${index} is used after its last release`);
      this.#references.set(index, references + change);
    };
    const references = this.#references;
    const planes = [new Uint8Array(width * height).fill(index)];
    return {
      ...{ width, height, strides: [width], pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' },
      ...{ pts: index / 25, index, source: 'fake', corrupt: false },
      get planes() {
        count(0);
        return planes;
      },
      get released() {
        return references.get(index) === 0;
      },
      retain() {
        count(1);
        return this as Frame;
      },
      release: () => count(-1),
    };
  }
}

/** A source that a test plays by hand. */
export class FakeSource extends Observable<Frame> implements FrameSource {
  readonly maxFrames = 16;
  readonly state$ = new BehaviorSubject<SourceState>({ state: 'idle' });
  stats: SourceStats = { frames: 0, skipped: 0, corruptDropped: 0, losses: 0 };
  /** Of the subscription that there is. */
  subscriber: Subscriber<Frame> | undefined;
  subscriptions = 0;
  isClosed = false;

  constructor(readonly label = 'fake') {
    super((subscriber) => {
      this.subscriber = subscriber;
      this.subscriptions += 1;
      return () => {
        this.subscriber = undefined;
      };
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame> {
    throw new Error('nobody reads it so');
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.subscriber?.complete();
    this.state$.complete();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
