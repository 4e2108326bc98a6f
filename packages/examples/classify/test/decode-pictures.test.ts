import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { decodePictures } from '../src/pictures/decode-pictures.js';
import { FileQueue } from '../src/pictures/file-queue.js';
import { BrokenPicture, type Picture } from '../src/pictures/picture.js';

const picture = (file: string): Picture => ({
  file,
  tensor: { type: 'float32', data: new Float32Array(1), dims: [1] },
});

/** A pipeline whose decoding ends when the test says so. */
function scene(files: string[], limits: { concurrency: number; maxPictures: number; times?: number }) {
  const started: string[] = [];
  const emitted: string[] = [];
  const broken: string[] = [];
  const open = new Map<string, PromiseWithResolvers<Picture>[]>();
  const released$ = new Subject<void>();
  let end = '';
  const subscription = decodePictures(new FileQueue(files, limits.times), {
    ...limits,
    released$,
    onBroken: (file, { message }) => broken.push(`${file}: ${message}`),
    decode: (file) => {
      started.push(file);
      const job = withResolvers<Picture>();
      open.set(file, [...(open.get(file) ?? []), job]);
      return job.promise;
    },
  }).subscribe({
    next: ({ file }) => emitted.push(file),
    error: (error: Error) => {
      end = error.message;
    },
    complete: () => {
      end = 'complete';
    },
  });
  const settled = () => new Promise(setImmediate);
  const job = (file: string) => open.get(file)?.shift();
  return {
    ...{ started, emitted, broken, subscription, released$ },
    end: () => end,
    finish: async (file: string) => {
      job(file)?.resolve(picture(file));
      await settled();
    },
    fail: async (file: string, error: Error) => {
      job(file)?.reject(error);
      await settled();
    },
  };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let functions: Omit<PromiseWithResolvers<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    functions = { resolve, reject };
  });
  return { promise, ...(functions as Omit<PromiseWithResolvers<T>, 'promise'>) };
}

describe('decodePictures', () => {
  it('emits in the order of the files, whichever is decoded first', async () => {
    const { finish, emitted, end } = scene(['a', 'b', 'c'], { concurrency: 3, maxPictures: 9 });
    await finish('c');
    await finish('b');
    expect(emitted).toEqual([]);
    await finish('a');
    expect(emitted).toEqual(['a', 'b', 'c']);
    expect(end()).toBe('complete');
  });

  it('decodes no more pictures at once than allowed', async () => {
    const { started, finish } = scene(['a', 'b', 'c'], { concurrency: 2, maxPictures: 9 });
    expect(started).toEqual(['a', 'b']);
    await finish('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('has no more pictures in memory than allowed, until some are released', async () => {
    const { started, finish, released$, end } = scene(['a', 'b', 'c', 'd'], {
      concurrency: 2,
      maxPictures: 2,
    });
    await finish('a');
    await finish('b');
    expect(started).toEqual(['a', 'b']);
    expect(end()).toBe('');
    released$.next();
    expect(started).toEqual(['a', 'b', 'c']);
    released$.next();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reports a broken picture and goes on, also when it is the last', async () => {
    const { fail, finish, emitted, broken, end } = scene(['a', 'b', 'c'], { concurrency: 3, maxPictures: 3 });
    await finish('a');
    await fail('b', new BrokenPicture('half a file'));
    await fail('c', new BrokenPicture('empty'));
    expect(emitted).toEqual(['a']);
    expect(broken).toEqual(['b: half a file', 'c: empty']);
    expect(end()).toBe('complete');
  });

  it('replaces broken pictures when files are repeated, and reports them once', async () => {
    const { fail, finish, emitted, broken, end } = scene(['a', 'b'], {
      concurrency: 4,
      maxPictures: 9,
      times: 4,
    });
    await fail('a', new BrokenPicture('bad'));
    await fail('a', new BrokenPicture('bad'));
    for (let i = 0; i < 4; i++) await finish('b');
    expect(emitted).toEqual(['b', 'b', 'b', 'b']);
    expect(broken).toEqual(['a: bad']);
    expect(end()).toBe('complete');
  });

  it('ends when all are broken', async () => {
    const { fail, end } = scene(['a'], { concurrency: 1, maxPictures: 9, times: 1000 });
    await fail('a', new BrokenPicture('bad'));
    expect(end()).toBe('complete');
  });

  it('completes at once without files', () => {
    expect(scene([], { concurrency: 1, maxPictures: 1 }).end()).toBe('complete');
  });

  it('passes on an error that is not the fault of a picture', async () => {
    const { fail, end } = scene(['a', 'b'], { concurrency: 1, maxPictures: 1 });
    await fail('a', new Error('the worker died'));
    expect(end()).toBe('the worker died');
  });

  it('starts and reports nothing more once unsubscribed', async () => {
    const { subscription, finish, fail, started, emitted, broken, released$ } = scene(['a', 'b', 'c'], {
      concurrency: 2,
      maxPictures: 9,
    });
    subscription.unsubscribe();
    await finish('a');
    await fail('b', new BrokenPicture('bad'));
    released$.next();
    expect([started, emitted, broken]).toEqual([['a', 'b'], [], []]);
    expect(released$.observed).toBe(false);
  });
});
