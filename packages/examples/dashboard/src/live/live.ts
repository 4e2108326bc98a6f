import type { Yolo } from '@ascend-rx/video';
import {
  BehaviorSubject,
  ignoreElements,
  merge,
  NEVER,
  type Observable,
  Subject,
  type Subscription,
  tap,
} from 'rxjs';
import type { Camera } from '../cameras/camera.js';
import { findObjects } from '../cameras/find-objects.js';
import type { Hello, Settings, Stats } from '../protocol.js';
import { Hub } from './hub.js';
import { callbackIntervals, initialSettings, overflows } from './page-message.js';
import { Pictures } from './pictures.js';
import { EventLoopDelay, StatsMessages } from './stats-message.js';

export interface LiveOptions {
  readonly cameras: readonly Camera[];
  readonly detector: Yolo;
  /** For people. */
  readonly model: string;
  readonly device: string;
  /** A picture could not be made. Everything goes on. */
  readonly onFault: (error: unknown) => void;
}

/** The pipelines of all cameras, and what pages are told of them. Cameras and detector are the caller's. */
export class Live {
  readonly hub: Hub;
  readonly #settings$ = new BehaviorSubject<Settings>(initialSettings);
  readonly #pictures: readonly Pictures[];
  readonly #delay = new EventLoopDelay();
  readonly #delay$ = new Subject<Stats['eventLoopDelay']>();
  readonly #running: Subscription;
  readonly #run$ = new Subject<never>();

  constructor(private readonly options: LiveOptions) {
    const { cameras, detector, onFault } = options;
    this.hub = new Hub({
      cameras: cameras.length,
      hello: () => this.#hello(),
      pictures: () => this.#pictures.map(({ message }) => message),
      onLook: () => {
        for (const pictures of this.#pictures) pictures.look();
      },
      settings: () => this.#settings$.value,
      onSettings: (settings) => {
        if (!isSame(settings, this.#settings$.value)) this.#settings$.next(settings);
        this.hub.say({ type: 'settings', settings });
      },
    });
    let isTold = false;
    this.#pictures = cameras.map(
      (_, camera) =>
        new Pictures({
          camera,
          isWatched: () => this.hub.isWatched(camera),
          onMessage: (message) => this.hub.picture(camera, message),
          onError: (error) => {
            // What is wrong with one is wrong with all.
            if (!isTold) onFault(error);
            isTold = true;
          },
        }),
    );
    const stats = new StatsMessages(cameras);
    const stats$ = detector.model.stats$.pipe(
      tap((sample) => {
        const delay = this.#delay.take();
        this.#delay$.next(delay);
        this.hub.say(stats.next(sample, delay), true);
      }),
    );
    const news$ = cameras.map((camera, index) =>
      camera.news$.pipe(tap((news) => this.hub.say({ type: 'camera', camera: index, ...news }))),
    );
    const objects$ = cameras.map((camera, index) =>
      findObjects(camera, detector, this.#settings$).pipe(tap((found) => this.#pictures[index]?.show(found))),
    );
    this.#running = merge(NEVER, stats$, ...news$, ...objects$)
      .pipe(ignoreElements())
      .subscribe(this.#run$);
  }

  /** Never emits and never completes. It errors if a pipeline does, as when the device is lost for good. */
  get run$(): Observable<never> {
    return this.#run$;
  }

  /** Once a second, in ms. */
  get eventLoopDelay$(): Observable<Stats['eventLoopDelay']> {
    return this.#delay$;
  }

  /** What is in the pipelines is cancelled. It resolves when no picture is being made any more. */
  async close(): Promise<void> {
    this.#running.unsubscribe();
    this.hub.close();
    this.#delay.close();
    this.#delay$.complete();
    await Promise.all(this.#pictures.map((pictures) => pictures.close()));
  }

  #hello(): Hello {
    const { cameras, model, device } = this.options;
    return {
      ...{ type: 'hello', model, device },
      cameras: cameras.map(({ label, news }) => ({ label, ...news })),
      settings: this.#settings$.value,
      choices: { callbackInterval: callbackIntervals, overflow: overflows },
    };
  }
}

/** Then pipelines need not be exchanged. */
const isSame = (a: Settings, b: Settings) =>
  a.callbackInterval === b.callbackInterval && a.overflow === b.overflow && a.paused === b.paused;
