import { Observable, type OperatorFunction } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { frameOf } from './picture.js';

/** What is done with each value of one subscription. */
export interface HeldWork<T, R> {
  /** One after the other. */
  run(value: T): Promise<R>;
  /** After the last value, unless something has failed before. */
  end?(): Promise<void>;
  /** The subscription ends before `end` was called or has resolved: nobody wants the rest. */
  stop?(): void;
}

interface Waiting<T> {
  readonly value: T;
  readonly frame: Frame | undefined;
}

/**
 * Works on values one after the other, and passes on what comes of each. The frame of a value is held from when the value comes
 * until its result has been emitted, or is not wanted any more. A frame that is a value itself is taken over, as `inferFrames`
 * does it; that of another value is retained. So a source whose frames are all held waits.
 *
 * @param open is called at each subscription
 */
export function whileHeld<T, R>(open: () => HeldWork<T, R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable((subscriber) => {
      const work = open();
      const waiting: Waiting<T>[] = [];
      let isRunning = false;
      let isSourceComplete = false;
      let isEnded = false;
      const give = ({ frame }: Waiting<T>) => frame?.release();
      const giveBack = () => {
        for (const each of waiting.splice(0)) give(each);
      };
      subscriber.add(() => {
        giveBack();
        if (!isEnded) work.stop?.();
      });
      const advance = async () => {
        if (isRunning) return;
        isRunning = true;
        try {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            try {
              const result = await work.run(next.value);
              subscriber.next(result);
            } finally {
              give(next);
            }
          }
          if (!isSourceComplete || subscriber.closed) return;
          await work.end?.();
          isEnded = true;
          subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        } finally {
          isRunning = false;
        }
      };
      subscriber.add(
        source.subscribe({
          next: (value) => {
            try {
              const frame = frameOf(value);
              const isOwn = (frame as unknown) === value;
              waiting.push({ value, frame: isOwn ? frame : frame?.retain() });
            } catch (error) {
              subscriber.error(error);
            }
            // A source that emits while it is subscribed to cannot be stopped.
            if (subscriber.closed) giveBack();
            else advance();
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            isSourceComplete = true;
            advance();
          },
        }),
      );
    });
}
