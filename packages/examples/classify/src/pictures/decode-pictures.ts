import { Observable } from 'rxjs';
import type { FileQueue } from './file-queue.js';
import { BrokenPicture, type Picture } from './picture.js';

export interface DecodeOptions {
  /** Rejects with BrokenPicture for a file that cannot be read. Any other rejection is an error of the Observable. */
  readonly decode: (file: string) => Promise<Picture>;
  /** How many pictures are decoded at the same time. */
  readonly concurrency: number;
  /**
   * How many pictures are in memory at the same time: those being decoded, those that wait to be emitted, and those that
   * were emitted and are not released.
   */
  readonly maxPictures: number;
  /** Emits once for each picture that is no longer used. */
  readonly released$: Observable<unknown>;
  /** Called once for each broken file. */
  readonly onBroken: (file: string, error: BrokenPicture) => void;
}

/**
 * Decodes several pictures at the same time, before they are needed, and emits them in the order of the files. The number
 * of pictures in memory is bounded: 100,000 files are never in memory at once.
 *
 * Completes when the queue has no file left and every picture has been emitted, whether it was released or not.
 */
export function decodePictures(files: FileQueue, options: DecodeOptions): Observable<Picture> {
  return new Observable((subscriber) => {
    const { decode, concurrency, maxPictures, released$, onBroken } = options;
    /** The pictures in their order; `picture` is undefined until it is decoded. */
    const queue: { picture?: Picture | BrokenPicture }[] = [];
    let decoding = 0;
    let unreleased = 0;

    const fill = () => {
      while (!subscriber.closed && decoding < concurrency && queue.length + unreleased < maxPictures) {
        const file = files.take();
        if (file === undefined) {
          // While pictures are being decoded, one of them may prove broken and put another file into the queue.
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
          if (files.reportBroken(file) && !subscriber.closed) onBroken(file, error);
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
