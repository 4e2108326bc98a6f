import { Observable } from 'rxjs';
import { BrokenPicture, type Picture } from './picture.js';
import type { Turns } from './turns.js';

export interface DecodeOptions {
  /** Rejects with BrokenPicture for a file that cannot be read; whatever else it rejects with ends the stream. */
  readonly decode: (file: string) => Promise<Picture>;
  /** Pictures being decoded at a time. */
  readonly atOnce: number;
  /** Pictures alive at a time: being decoded, waiting for their turn, or emitted and not released. */
  readonly alive: number;
  /** Each emission says that one emitted picture is done with. */
  readonly released$: Observable<unknown>;
  /** Called once for each broken file. */
  readonly onBroken: (file: string, error: BrokenPicture) => void;
}

/**
 * Decodes pictures ahead of who uses them, several at a time, and emits them in the order of their
 * turns. What it reads ahead is bounded: 100,000 files are never in memory at once.
 *
 * Completes when no turn is left and every picture has been emitted, released or not.
 */
export function decodePictures(turns: Turns, options: DecodeOptions): Observable<Picture> {
  return new Observable((subscriber) => {
    const { decode, atOnce, alive, released$, onBroken } = options;
    /** Pictures in order, each undefined until it is decoded. */
    const queue: { picture?: Picture | BrokenPicture }[] = [];
    let decoding = 0;
    let unreleased = 0;

    const fill = () => {
      while (!subscriber.closed && decoding < atOnce && queue.length + unreleased < alive) {
        const file = turns.take();
        if (file === undefined) {
          // Broken pictures among those on their way can still bring turns back.
          if (queue.length === 0) subscriber.complete();
          break;
        }
        start(file);
      }
    };
    const start = (file: string) => {
      const place: { picture?: Picture | BrokenPicture } = {};
      queue.push(place);
      decoding++;
      decode(file)
        .catch((error: unknown) => {
          if (!(error instanceof BrokenPicture)) throw error;
          if (turns.giveBack(file) && !subscriber.closed) onBroken(file, error);
          return error;
        })
        .then((picture) => {
          decoding--;
          place.picture = picture;
          drain();
          fill();
        })
        .catch((error: unknown) => subscriber.error(error));
    };
    const drain = () => {
      for (let picture = queue[0]?.picture; picture && !subscriber.closed; picture = queue[0]?.picture) {
        queue.shift();
        if (picture instanceof BrokenPicture) continue;
        unreleased++;
        subscriber.next(picture);
      }
    };

    subscriber.add(
      released$.subscribe(() => {
        unreleased--;
        fill();
      }),
    );
    fill();
  });
}
