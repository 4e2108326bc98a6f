// The real pipelines: the scene, the detector and the embedded runtime, and pages over a real server.
import { basename } from 'node:path';
import { detectorFolder, sceneVideo } from '@ascend-rx/example-watch';
import { type Device, openDevice } from '@ascend-rx/native';
import { fromVideo, loadYolo, videoUsage, type Yolo } from '@ascend-rx/video';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { lastValueFrom, map, type Observable, tap } from 'rxjs';
import sharp from 'sharp';
import { type Arrived, Camera } from '../src/cameras/camera.js';
import { type Listening, listen } from '../src/http/listen.js';
import { Live } from '../src/live/live.js';
import { FakeFrames, FakeSource } from './support/fake-frames.js';
import { folder } from './support/folder.js';
import { MotionJpegServer } from './support/motion-jpeg-server.js';
import { Page } from './support/page.js';

// Other work on the machine may slow the detector down.
jest.setTimeout(120_000);

let device: Device;
let detector: Yolo;
let before: ReturnType<typeof videoUsage>;
beforeEach(async () => {
  before = videoUsage();
  device = await openDevice();
  detector = await loadYolo(device, detectorFolder, { scoreThreshold: 0.1 });
});

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  const { ledger } = detector.model.stats();
  await detector.model.close();
  await device.close();
  // Whatever a test has done: each frame has come to one end, and nothing is left.
  const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = ledger;
  expect({ waiting, inFlight, failed }).toEqual({ waiting: 0, inFlight: 0, failed: 0 });
  expect(submitted).toBe(delivered + dropped + cancelled);
  expect(videoUsage()).toEqual(before);
});

interface Started {
  readonly cameras: readonly Camera[];
  readonly live: Live;
  readonly server: Listening;
  readonly page: Page;
}

async function start(
  cameras: readonly Camera[],
  onFault: (error: unknown) => void = () => {},
): Promise<Started> {
  for (const camera of cameras) open.push(camera);
  const live = new Live({ cameras, detector, model: basename(detectorFolder), device: device.name, onFault });
  open.push(live);
  const server = await listen({
    ...{ host: '127.0.0.1', port: 0, token: undefined, allowedHosts: [], hub: live.hub },
    ...{ files: new Map(), registry: new Registry(), onFault },
  });
  open.push(server);
  const page = await Page.open(`http://127.0.0.1:${server.port}`);
  return { cameras, live, server, page };
}

const scene = (label = 'scene', loop = true) =>
  new Camera(fromVideo(sceneVideo, { label, realTime: true }), { loop });

describe('a page', () => {
  it('should be told what there is, and then see it', async () => {
    const { page } = await start([scene('left'), scene('right')]);
    const hello = await page.next('hello', undefined, 0);
    expect(page.received.find(({ type }) => type !== 'camera')).toBe(hello);
    expect(hello).toEqual({
      ...{ type: 'hello', model: 'model', device: device.name },
      cameras: ['left', 'right'].map((label) => ({ label, state: expect.stringMatching(/connecting|live/) })),
      settings: { callbackInterval: 1, overflow: 'drop-oldest', paused: false },
      choices: {
        callbackInterval: { min: 1, max: 8 },
        overflow: ['drop-oldest', 'drop-newest', 'buffer'],
      },
    });
    const { time, latency, eventLoopDelay, cameras, inferencesPerSecond } = await page.next(
      'stats',
      (stats) => stats.cameras.every(({ inferred }) => inferred > 5),
    );
    expect(Math.abs(time - Date.now())).toBeLessThan(10_000);
    expect(inferencesPerSecond).toBeGreaterThan(0);
    for (const part of ['queue', 'prepare', 'compute', 'callbackWait', 'total'])
      expect(latency[part]).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
    expect(eventLoopDelay.p99).toBeGreaterThanOrEqual(eventLoopDelay.p50);
    for (const { framesPerSecond } of cameras) expect(framesPerSecond).toBeGreaterThan(0);
    for (const camera of [0, 1]) {
      const { header } = await page.next(
        'picture',
        (each) => each.header.camera === camera && each.header.objects.length > 2,
      );
      expect(header).toMatchObject({ camera, width: 1280, height: 720 });
      expect(header.age).toBeGreaterThan(0);
      for (const { name, score, box } of header.objects) {
        expect(['circle', 'square', 'triangle', 'star', 'heart']).toContain(name);
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(box[2]).toBeGreaterThan(box[0]);
        expect(box[3]).toBeGreaterThan(box[1]);
      }
    }
  });

  it('should see the last picture when it comes late, and hear of the end', async () => {
    const red = sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } });
    const file = folder.write('picture.png', await red.png().toBuffer());
    const { server, page } = await start([
      new Camera(fromVideo(file, { label: 'still', realTime: true }), { loop: false }),
    ]);
    await page.next('camera', ({ state }) => state === 'ended', 0);
    await page.next('picture', undefined, 0);
    page.socket.terminate();
    const late = await Page.open(`http://127.0.0.1:${server.port}`);
    expect((await late.next('hello', undefined, 0)).cameras).toEqual([{ label: 'still', state: 'ended' }]);
    expect((await late.next('picture', undefined, 0)).header).toMatchObject({
      index: 0,
      width: 64,
      height: 48,
    });
  });

  it('should see no pictures of cameras that it does not show, and nobody encodes them', async () => {
    const { page } = await start([scene('left'), scene('right')]);
    page.send({ type: 'watch', cameras: [1] });
    // Pictures that were on their way may come after that.
    const from = page.received.length;
    await page.next('picture', ({ header }) => header.camera === 1, from);
    const { cameras } = await page.next('stats');
    const begun = page.received.length;
    await page.next('stats', (stats) => (stats.cameras[0]?.inferred ?? 0) > (cameras[0]?.inferred ?? 0) + 5);
    const pictures = page.received.slice(begun).filter((each) => each.type === 'picture');
    expect(pictures.every((each) => each.type === 'picture' && each.header.camera === 1)).toBe(true);
    page.send({ type: 'watch', cameras: [0] });
    await page.next('picture', ({ header }) => header.camera === 0);
  });
});

describe('a change of settings', () => {
  it('should exchange the pipelines alone: cameras go on, and no frame is lost', async () => {
    const cameras = [scene('left'), scene('right')];
    const states: string[] = [];
    for (const camera of cameras)
      camera.news$.subscribe(({ state }) => states.push(`${camera.label} ${state}`));
    const { page } = await start(cameras);
    await page.next('picture');
    const other = await Page.open(`http://127.0.0.1:${(open.at(-1) as Listening).port}`);
    for (const settings of [
      { callbackInterval: 4 },
      { overflow: 'buffer' },
      { callbackInterval: 8, overflow: 'drop-newest' },
      { callbackInterval: 1 },
    ] as const) {
      const told = Promise.all([page, other].map((each) => each.next('settings')));
      page.send({ type: 'set', settings });
      for (const { settings: now } of await told) expect(now).toMatchObject(settings);
      await page.next('picture', ({ header }) => header.camera === 0);
    }
    // Each connected once.
    expect(states.slice(0, 2)).toEqual(['left connecting', 'right connecting']);
    expect(states.slice(2).sort()).toEqual(['left live', 'right live']);
    const indices = page.received.flatMap((each) =>
      each.type === 'picture' && each.header.camera === 0 ? [each.header.index] : [],
    );
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
    expect(new Set(indices).size).toBe(indices.length);
  });

  it('should exchange nothing if they are as they were, and be told', async () => {
    const frames = new FakeFrames();
    const source = new FakeSource();
    const { page } = await start([new Camera(source, { loop: false })]);
    source.subscriber?.next(frames.make(0));
    await page.next('picture', undefined, 0);
    // A pipeline that is new has been given none.
    const submitted = () => detector.model.stats().pipelines.map(({ ledger }) => ledger.submitted);
    expect(submitted()).toEqual([1]);
    for (const settings of [
      {},
      { callbackInterval: 1 },
      { overflow: 'drop-oldest', paused: false },
    ] as const) {
      const told = page.next('settings');
      page.send({ type: 'set', settings });
      expect((await told).settings).toEqual({ callbackInterval: 1, overflow: 'drop-oldest', paused: false });
      expect(submitted()).toEqual([1]);
    }
    const told = page.next('settings');
    page.send({ type: 'set', settings: { callbackInterval: 2 } });
    await told;
    expect(submitted()).toEqual([0]);
  });

  it('should show in callbacks: eight results come with one', async () => {
    const { page } = await start([scene()]);
    await page.next('picture');
    const per = async () => {
      const { callbacks, ledger } = detector.model.stats();
      await page.next('stats', ({ inferencesPerSecond }) => inferencesPerSecond > 0);
      await page.next('stats', ({ inferencesPerSecond }) => inferencesPerSecond > 0);
      const now = detector.model.stats();
      return (now.ledger.delivered - ledger.delivered) / (now.callbacks - callbacks);
    };
    expect(await per()).toBeCloseTo(1, 0);
    const settings = page.next('settings');
    page.send({ type: 'set', settings: { callbackInterval: 8 } });
    await settings;
    expect(await per()).toBeGreaterThan(2);
  });

  it('should pause: nothing is inferred, cameras go on, and then it goes on', async () => {
    const camera = scene();
    const { page } = await start([camera]);
    await page.next('picture');
    page.send({ type: 'set', settings: { paused: true } });
    await page.next(
      'stats',
      ({ inFlight, inferencesPerSecond }) => inFlight === 0 && inferencesPerSecond === 0,
    );
    const { inferred, dropped } = camera.counts;
    const from = page.received.length;
    await page.next('stats', (stats) => (stats.dropped.paused ?? 0) > dropped.paused + 5);
    expect(camera.counts.inferred).toBe(inferred);
    expect(camera.news).toEqual({ state: 'live' });
    expect(page.received.slice(from).filter(({ type }) => type === 'picture')).toEqual([]);
    page.send({ type: 'set', settings: { paused: false } });
    await page.next('picture');
  });
});

it('should end with the error of a pipeline, and give its frames back', async () => {
  const frames = new FakeFrames();
  const source = new FakeSource();
  const camera = new Camera(source, { loop: false });
  const failing = {
    ...detector,
    detect: () => (values: Observable<Arrived>) =>
      values.pipe(
        tap(({ frame }) => frame.release()),
        map(() => {
          throw new Error('the device is lost');
        }),
      ),
  } as unknown as Yolo;
  const live = new Live({
    ...{ cameras: [camera], detector: failing, model: 'm', device: 'd' },
    onFault: () => {},
  });
  open.push(camera, live);
  source.subscriber?.next(frames.make(0));
  // Also for one who asks later.
  await expect(lastValueFrom(live.run$)).rejects.toThrow('the device is lost');
  expect({ held: frames.held, observed: source.subscriber }).toEqual({ held: [], observed: undefined });
});

describe('a camera', () => {
  it('should be shown as lost with the reason, while others go on, and then live again', async () => {
    const motion = await MotionJpegServer.start();
    open.push(motion);
    const secret = 's3cr3t';
    const source = fromVideo(motion.url(`user:${secret}`), { reconnect: { delay: 50 } });
    const { page } = await start([new Camera(source, { loop: false }), scene()]);
    await page.next('picture', ({ header }) => header.camera === 0, 0);
    motion.stop();
    const lost = await page.next('camera', ({ state }) => state === 'lost', 0);
    expect(lost).toMatchObject({ camera: 0, reason: expect.stringContaining('the next attempt is in') });
    await page.next('picture', ({ header }) => header.camera === 1);
    const from = page.received.length;
    await motion.restart();
    await page.next('camera', ({ camera, state }) => camera === 0 && state === 'live', from);
    await page.next('picture', ({ header }) => header.camera === 0, from);
    expect(JSON.stringify(page.received)).not.toContain(secret);
  });

  it('should take no more than its share of the slots, however fast it is', async () => {
    const frames = new FakeFrames();
    const sources = ['a', 'b', 'c'].map((label) => new FakeSource(label));
    const { page } = await start(sources.map((source) => new Camera(source, { loop: false })));
    page.send({ type: 'set', settings: { overflow: 'buffer' } });
    await page.next('settings');
    let index = 0;
    for (const { subscriber } of sources)
      for (let i = 0; i < 20; i += 1) subscriber?.next(frames.make(index++));
    const { pipelines } = detector.model.stats();
    expect(
      pipelines.map(({ label, ledger: { inFlight, waiting } }) => ({ label, inFlight, waiting })),
    ).toEqual(['a', 'b', 'c'].map((label) => ({ label, inFlight: 2, waiting: 18 })));
    // On a slow machine some become stale.
    await page.next(
      'stats',
      ({ cameras }) => cameras.every(({ inferred, dropped }) => inferred + dropped === 20),
      0,
    );
    // The newest picture of each camera is kept.
    expect(frames.held.length).toBeLessThanOrEqual(3);
  });
});
