// What takes its time holds its frame, and no longer.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, type Observable, Subject, tap, throwError, toArray } from 'rxjs';
import { type Frame, type MapFramesOptions, mapFrames } from '../../src/index.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

let frames: FakeFrames;
beforeEach(() => {
  noteUsage();
  frames = new FakeFrames();
});
afterEach(() => {
  expect(frames.held).toEqual([]);
  frames.close();
  expectNothingLeft();
});

/** A source that hands its frames over, as `fromVideo` does. */
function emit(subject: Subject<Frame>, ...numbers: number[]): void {
  for (const number of numbers) subject.next(frames.make(number));
}

/** Calls that end when the test says so. */
class Calls {
  readonly begun: number[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #ends = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly project = (frame: Frame, { signal }: { signal: AbortSignal }) =>
    new Promise<number>((resolve, reject) => {
      this.begun.push(frame.pts);
      this.signals.push(signal);
      this.#ends.set(frame.pts, { resolve: () => resolve(frame.pts), reject });
    });
  end = async (...numbers: number[]) => {
    for (const number of numbers) this.#ends.get(number)?.resolve();
    await turn();
  };
  fail = async (number: number) => {
    this.#ends.get(number)?.reject(new Error('on purpose'));
    await turn();
  };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function run(options: MapFramesOptions<Frame> = {}) {
  const source = new Subject<Frame>();
  const calls = new Calls();
  const seen: unknown[] = [];
  const subscription = source.pipe(mapFrames(calls.project, options)).subscribe({
    next: (value) => seen.push(value),
    error: (error: Error) => seen.push(error.message),
    complete: () => seen.push('complete'),
  });
  return { source, calls, seen, subscription };
}

describe('mapFrames', () => {
  it('should emit in the order of the values, and hold each frame until then', async () => {
    const { source, calls, seen } = run();
    emit(source, 1, 2, 3);
    expect(calls.begun).toEqual([1, 2, 3]);
    await calls.end(2, 3);
    expect([seen, frames.held]).toEqual([[], [1, 2, 3]]);
    await calls.end(1);
    expect([seen, frames.held]).toEqual([[1, 2, 3], []]);
  });

  it('should have the frame in the handler of the result', async () => {
    const source = new Subject<Frame>();
    const readable: boolean[] = [];
    source
      .pipe(mapFrames(async (frame) => frame))
      .subscribe((frame) => readable.push(frame.planes.length > 0));
    emit(source, 1);
    await turn();
    expect([readable, frames.held]).toEqual([[true], []]);
  });

  it('should run no more than `concurrent` at once', async () => {
    const { source, calls, seen } = run({ concurrent: 2 });
    emit(source, 1, 2, 3, 4);
    expect(calls.begun).toEqual([1, 2]);
    await calls.end(2);
    expect(calls.begun).toEqual([1, 2, 3]);
    await calls.end(1, 3, 4);
    await calls.end(4);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('should complete, or fail with the source, after the last result', async () => {
    const { source, calls, seen } = run();
    emit(source, 1);
    source.complete();
    expect(seen).toEqual([]);
    await calls.end(1);
    expect(seen).toEqual([1, 'complete']);

    const other = run();
    emit(other.source, 1);
    other.source.error(new Error('of the source'));
    await other.calls.end(1);
    expect(other.seen).toEqual([1, 'of the source']);
  });

  it('should end with what a call throws, in its turn, and wait for the calls that run', async () => {
    const { source, calls, seen } = run();
    emit(source, 1, 2, 3);
    await calls.fail(2);
    expect(seen).toEqual([]);
    await calls.end(1);
    expect([seen, frames.held]).toEqual([[1, 'on purpose'], [3]]);
    expect(calls.signals.every(({ aborted }) => aborted)).toBe(true);
    await calls.end(3);
  });

  it('should give back what waits when it is unsubscribed, and what is being read when its call has ended', async () => {
    const { source, calls, seen, subscription } = run({ concurrent: 1 });
    emit(source, 1, 2);
    subscription.unsubscribe();
    expect([frames.held, calls.signals[0]?.aborted]).toEqual([[1], true]);
    await calls.end(1);
    expect([seen, frames.held, calls.begun]).toEqual([[], [], [1]]);
  });

  it('should give back all when the handler unsubscribes', async () => {
    const source = new Subject<Frame>();
    const seen: number[] = [];
    const subscription = source.pipe(mapFrames((frame) => frame.pts)).subscribe((value) => {
      seen.push(value);
      subscription.unsubscribe();
    });
    emit(source, 1, 2, 3);
    await turn();
    expect([seen, frames.held]).toEqual([[1], []]);
  });

  it('should find the frame in `source`, or where it is told, and pass the index', async () => {
    const source = new Subject<{ source: Frame; picture: Frame }>();
    const index = (_: unknown, context: { index: number }) => context.index;
    const found = lastValueFrom(source.pipe(mapFrames(index), toArray()));
    const told = lastValueFrom(
      source.pipe(mapFrames(index, { frame: ({ picture }: { picture: Frame }) => picture }), toArray()),
    );
    for (const number of [1, 2]) {
      const frame = frames.make(number);
      const picture = frames.make(10 * number);
      source.next({ source: frame, picture });
      // They are of who made the value: `inferFrames` releases them after its handler.
      frame.release();
      picture.release();
      expect(frames.held).toContain(number);
      expect(frames.held).toContain(10 * number);
    }
    source.complete();
    await expect(Promise.all([found, told])).resolves.toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('should tell that a handler has released a frame too often', async () => {
    const source = new Subject<Frame>();
    const failed = lastValueFrom(
      source.pipe(
        mapFrames(async (frame) => frame),
        tap((frame) => frame.release()),
      ),
    );
    emit(source, 1);
    await expect(failed).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED' });
  });

  it('should fail where there is no frame, and pass on an error that comes at once', async () => {
    const none = new Subject<number>();
    const failed = lastValueFrom(none.pipe(mapFrames((value) => value)));
    none.next(1);
    await expect(failed).rejects.toThrow(/a frame as `source`, or the option `frame`/);
    const bad: Observable<Frame> = throwError(() => new Error('at once'));
    await expect(lastValueFrom(bad.pipe(mapFrames((frame) => frame)))).rejects.toThrow('at once');
  });

  it.each([
    [() => mapFrames(1 as never), /a function for `project`/],
    [() => mapFrames(() => 0, { concurrent: 0 }), /1 or more, or Infinity for `concurrent` but received 0/],
    [() => mapFrames(() => 0, { frame: 1 as never }), /a function for `frame`/],
    [() => mapFrames(() => 0, { concurent: 1 } as never), /did you mean `concurrent`/],
  ])('should refuse wrong arguments (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});
