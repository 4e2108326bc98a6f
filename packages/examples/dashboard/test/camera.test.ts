// One camera over a source that is played by hand.
import { VideoError } from '@ascend-rx/video';
import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { Camera } from '../src/cameras/camera.js';
import { looped } from '../src/cameras/looped.js';
import { FakeFrames, FakeSource } from './support/fake-frames.js';

function start({ loop = false } = {}) {
  const source = new FakeSource();
  const givenUp: string[] = [];
  const camera = new Camera(source, { loop, onGivenUp: (line) => givenUp.push(line) });
  const news: unknown[] = [];
  camera.news$.subscribe((each) => news.push(each));
  const frames = new FakeFrames();
  const ends: string[] = [];
  const running = camera.frames$.subscribe({
    next: ({ frame }) => frame.release(),
    complete: () => ends.push('complete'),
  });
  return { source, camera, news, frames, ends, running, givenUp };
}

const lost = (message: string) => new VideoError('ERR_VIDEO_LOST', message);

describe('the state of a camera', () => {
  it('should be connecting, live, lost with the reason, and live again', () => {
    const { source, news } = start();
    source.state$.next({ state: 'connecting', attempt: 1 });
    source.state$.next({ state: 'live' });
    source.state$.next({ state: 'lost', error: lost('fake has ended.'), retryIn: 500 });
    source.state$.next({ state: 'connecting', attempt: 1 });
    source.state$.next({ state: 'lost', error: lost('fake did not answer.'), retryIn: 1000 });
    source.state$.next({ state: 'live' });
    expect(news).toEqual([
      { state: 'connecting' },
      { state: 'live' },
      { state: 'lost', reason: 'fake has ended; the next attempt is in 0.5 s' },
      { state: 'lost', reason: 'fake did not answer; the next attempt is in 1.0 s' },
      { state: 'live' },
    ]);
  });

  it('should be lost for good if the source gives up, and the others do not see an error', () => {
    const { source, news, ends, givenUp } = start();
    source.state$.next({ state: 'live' });
    source.state$.next({ state: 'lost', error: lost('fake is away.'), retryIn: 500 });
    expect(givenUp).toEqual([]);
    source.subscriber?.error(lost('fake is lost.'));
    expect(news.at(-1)).toEqual({ state: 'lost', reason: 'fake is lost; it is not tried again' });
    expect(ends).toEqual(['complete']);
    expect(givenUp).toEqual(['fake is lost; it is not tried again']);
  });

  it('should be told with its label if it is lost for good, and without a password', () => {
    const { source, givenUp } = start();
    source.subscriber?.error(lost('no answer of rtsp://cam/user=admin&password=s3cr3t.'));
    expect(givenUp).toEqual(['fake: no answer of rtsp://cam/user=…; it is not tried again']);
  });

  it('should be ended after the end of a file', () => {
    const { source, news, ends } = start();
    source.state$.next({ state: 'live' });
    source.state$.next({ state: 'idle' });
    source.subscriber?.complete();
    expect(news).toEqual([{ state: 'connecting' }, { state: 'live' }, { state: 'ended' }]);
    expect(ends).toEqual(['complete']);
  });

  it('should have no password, wherever a message has it', () => {
    const { source, news } = start();
    const error = lost('rtsp://cam/user=admin&password=s3cr3t&x=1 did not answer.');
    source.state$.next({ state: 'lost', error, retryIn: 500 });
    expect(JSON.stringify(news)).not.toMatch(/s3cr3t|admin/);
    expect(news.at(-1)).toMatchObject({ reason: expect.stringContaining('did not answer') });
  });

  it('should not change between two rounds of a file', () => {
    const time = new VirtualTimeScheduler();
    const source = new FakeSource();
    const rounds = looped(source, time).subscribe();
    expect(source.subscriptions).toBe(1);
    // Shorter than a second: the next round waits.
    source.subscriber?.complete();
    expect(source.subscriptions).toBe(1);
    time.flush();
    expect({ subscriptions: source.subscriptions, time: time.now() }).toEqual({
      subscriptions: 2,
      time: 1000,
    });
    rounds.unsubscribe();
    const { source: played, news } = start({ loop: true });
    for (const state of ['connecting', 'live', 'idle', 'connecting', 'live'] as const)
      played.state$.next(state === 'connecting' ? { state, attempt: 1 } : { state });
    expect(news).toEqual([{ state: 'connecting' }, { state: 'live' }]);
  });
});

describe('the counts of a camera', () => {
  it('should have every frame, and what the source has left out', () => {
    const { source, camera, frames } = start();
    for (let i = 0; i < 3; i += 1) source.subscriber?.next(frames.make(i));
    source.stats = { frames: 3, skipped: 4, corruptDropped: 5, losses: 6 };
    camera.inferred();
    camera.dropped('overflow');
    camera.dropped('paused');
    const none = { stale: 0, failure: 0, exchange: 0 };
    expect(camera.counts).toEqual({
      ...{ arrived: 3, inferred: 1, losses: 6 },
      dropped: { ...none, overflow: 1, paused: 1, skipped: 4, corrupt: 5 },
    });
    expect(frames.held).toEqual([]);
  });
});

it('should end its frames and its source when it is closed', async () => {
  const { source, camera, ends } = start();
  await camera.close();
  expect({ isClosed: source.isClosed, observed: source.subscriber, ends }).toEqual({
    ...{ isClosed: true, observed: undefined, ends: ['complete'] },
  });
});
