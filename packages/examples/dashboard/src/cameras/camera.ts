import type { DropCause } from '@ascend-rx/core';
import type { Frame, FrameSource, SourceState } from '@ascend-rx/video';
import { BehaviorSubject, catchError, EMPTY, map, type Observable, Subject, takeUntil, tap } from 'rxjs';
import type { NotTaken } from '../exchangeable.js';
import type { CameraState } from '../protocol.js';
import { looped } from './looped.js';
import { withoutSecrets } from './safe-label.js';

/** A frame, and the moment at which it came. */
export interface Arrived {
  readonly frame: Frame;
  /** Of `performance.now()`. */
  readonly at: number;
}

/** What a camera is doing, for people. */
export interface CameraNews {
  readonly state: CameraState;
  /** Why it is lost, without credentials. */
  readonly reason?: string;
}

/** What has become of the frames of a camera. `arrived` are all that have ended so far, and those in the pipeline. */
export interface CameraCounts {
  readonly arrived: number;
  readonly inferred: number;
  /** By cause. `skipped` and `corrupt` are none of those that arrived: the source has left them out. */
  readonly dropped: Readonly<Record<DropCause | NotTaken | 'skipped' | 'corrupt', number>>;
  readonly losses: number;
}

/** One input: its frames, its state and its counts. It owns the source. */
export class Camera {
  readonly #news = new BehaviorSubject<CameraNews>({ state: 'connecting' });
  readonly #closed$ = new Subject<void>();
  readonly #dropped: Record<DropCause | NotTaken, number> = {
    ...{ overflow: 0, stale: 0, failure: 0 },
    ...{ paused: 0, exchange: 0 },
  };
  #arrived = 0;
  #inferred = 0;

  constructor(
    private readonly source: FrameSource,
    private readonly options: {
      /** True: it begins anew at its end. */
      readonly loop: boolean;
      /** Called with its label and the reason, without credentials, if it is not tried again. */
      readonly onGivenUp?: (line: string) => void;
    },
  ) {
    source.state$.pipe(takeUntil(this.#closed$)).subscribe((state) => this.#sourceIs(state));
  }

  get label(): string {
    return this.source.label;
  }

  get news(): CameraNews {
    return this.#news.value;
  }

  /** At subscription, then every change. */
  get news$(): Observable<CameraNews> {
    return this.#news;
  }

  get counts(): CameraCounts {
    const { skipped, corruptDropped: corrupt, losses } = this.source.stats;
    return {
      arrived: this.#arrived,
      inferred: this.#inferred,
      dropped: { ...this.#dropped, skipped, corrupt },
      losses,
    };
  }

  /** The frames, each with a reference that is the subscriber's. It completes at the end and at an error, which `news` tells. */
  get frames$(): Observable<Arrived> {
    return (this.options.loop ? looped(this.source) : this.source).pipe(
      tap({
        next: () => {
          this.#arrived += 1;
        },
        complete: () => this.#tell({ state: 'ended' }),
      }),
      catchError((error: unknown) => {
        const reason = `${reasonOf(error)}; it is not tried again`;
        this.#tell({ state: 'lost', reason });
        this.options.onGivenUp?.(reason.startsWith(this.label) ? reason : `${this.label}: ${reason}`);
        return EMPTY;
      }),
      map((frame): Arrived => ({ frame, at: performance.now() })),
      takeUntil(this.#closed$),
    );
  }

  dropped(cause: DropCause | NotTaken): void {
    this.#dropped[cause] += 1;
  }

  inferred(): void {
    this.#inferred += 1;
  }

  async close(): Promise<void> {
    this.#closed$.next();
    await this.source.close();
    this.#news.complete();
  }

  #sourceIs(state: SourceState): void {
    switch (state.state) {
      case 'connecting':
        // Between two rounds of a file there is nothing to tell, and an attempt after a loss leaves the reason on the page.
        if (this.news.state === 'ended') this.#tell({ state: 'connecting' });
        break;
      case 'live':
        this.#tell({ state: 'live' });
        break;
      case 'lost':
        this.#tell({
          state: 'lost',
          reason: `${reasonOf(state.error)}; the next attempt is in ${(state.retryIn / 1000).toFixed(1)} s`,
        });
        break;
      case 'idle':
        break;
    }
  }

  #tell(news: CameraNews): void {
    const { state, reason } = this.news;
    if (state !== news.state || reason !== news.reason) this.#news.next(news);
  }
}

const reasonOf = (error: unknown) => withoutSecrets((error as Error).message.replace(/\.$/, ''));
