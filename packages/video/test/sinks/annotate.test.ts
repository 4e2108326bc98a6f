// What is drawn onto pictures, and that frames are given back.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, of, Subject, toArray } from 'rxjs';
import { Annotator, annotate, type Detected, type Frame, type SinkPicture } from '../../src/index.js';
import { colorOf } from '../../src/sinks/annotator.js';
import { charactersOf, glyphOf } from '../../src/sinks/glyphs.js';
import { Traces } from '../../src/sinks/traces.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

beforeEach(noteUsage);
afterEach(expectNothingLeft);

const [width, height] = [160, 100];
const gray: SinkPicture = {
  ...{ planes: [new Uint8Array(width * height).fill(100)], strides: [width], width, height, pts: 3 },
  ...{ pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' },
};
const found = (box: Detected['box'], more: object = {}) => ({ box, score: 0.5, classId: 0, ...more });
const noLabel = { label: () => '', scale: 1 };

async function draw(options: object, annotations: object) {
  const picture = await new Annotator(options).draw(gray, annotations);
  const at = (x: number, y: number) => [
    ...(picture.planes[0] as Uint8Array).subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  const isDrawn = (x: number, y: number) => at(x, y).join() !== '100,100,100';
  let drawn = 0;
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) drawn += Number(isDrawn(x, y));
  return { picture, at, isDrawn, drawn };
}

describe('a picture of what was found', () => {
  it('should be a copy of the frame with its time', async () => {
    const { picture, drawn } = await draw({}, {});
    expect(picture).toMatchObject({ width, height, pixelFormat: 'rgb24', strides: [3 * width], pts: 3 });
    expect(drawn).toBe(0);
    expect((gray.planes[0] as Uint8Array).every((each) => each === 100)).toBe(true);
  });

  it('should have boxes in the colour of the class, with a dark edge', async () => {
    const { at, isDrawn } = await draw(noLabel, { detections: [found([20, 10, 60, 50], { classId: 3 })] });
    for (const [x, y] of [
      [20, 10],
      [60, 50],
      [40, 10],
      [20, 30],
      [60, 30],
      [40, 50],
    ] as const) {
      expect(at(x, y)).toEqual(colorOf(3));
    }
    for (const [x, y] of [
      [18, 30],
      [21, 30],
      [40, 8],
      [40, 11],
    ] as const)
      expect(at(x, y)).toEqual([0, 0, 0]);
    expect([isDrawn(40, 30), isDrawn(17, 30), isDrawn(62, 30)]).toEqual([false, false, false]);
  });

  it('should have tracks alone if there are some, in the colour of their id or class', async () => {
    const track = { id: 9, ...found([20, 10, 60, 50], { classId: 2 }), time: 0 };
    const values = { detections: [found([100, 10, 140, 50])], tracks: [track] };
    const [byId, byClass] = [
      await draw(noLabel, values),
      await draw({ ...noLabel, colorBy: 'class' }, values),
    ];
    expect(byId.isDrawn(100, 30)).toBe(false);
    expect([byId.at(20, 30), byClass.at(20, 30)]).toEqual([colorOf(9), colorOf(2)]);
  });

  it('should have masks through which the picture is seen, and nothing of them outside of it', async () => {
    const data = Uint8Array.from({ length: 20 * 20 }, (_, i) => 255 * Number(i % 20 < 10));
    const masked = (left: number, top: number) =>
      found([-99, -99, -98, -98], {
        mask: { width: 20, height: 20, data, box: [left, top, left + 20, top + 20] },
      });
    const { at, drawn } = await draw(
      { ...noLabel, maskOpacity: 0.5 },
      { detections: [masked(30, 30), masked(-15, 90), masked(155, -5)] },
    );
    expect(at(39, 49)).toEqual(colorOf(0).map((each) => 100 + Math.round((each - 100) / 2)));
    expect(at(40, 49)).toEqual([100, 100, 100]);
    expect(drawn).toBe(200 + 0 + 5 * 15);
  });

  it('should have masks whose cells are larger than pixels, with an edge between the cells', async () => {
    // Four pixels a cell: half of the probability is in the middle between both.
    const mask = { width: 2, height: 1, data: Uint8Array.of(255, 0), box: [40, 40, 48, 44] as const };
    const { isDrawn, drawn } = await draw(noLabel, { detections: [found([-99, -99, -98, -98], { mask })] });
    expect([isDrawn(43, 40), isDrawn(44, 40), drawn]).toEqual([true, false, 16]);
    const sure = { ...mask, data: Uint8Array.of(255, 100) };
    const other = await draw(noLabel, { detections: [found([-99, -99, -98, -98], { mask: sure })] });
    expect([other.isDrawn(44, 40), other.isDrawn(46, 40)]).toEqual([true, false]);
  });

  it('should have keypoints that are sure, and four corners in place of a box', async () => {
    const { at, isDrawn } = await draw(noLabel, {
      detections: [
        found([10, 10, 50, 50], {
          keypoints: [
            { x: 70, y: 50, score: 0.9 },
            { x: 90, y: 50, score: 0.1 },
            { x: Number.NaN, y: 1, score: 1 },
          ],
          oriented: {
            angle: Math.PI / 4,
            corners: [
              [30, 10],
              [50, 30],
              [30, 50],
              [10, 30],
            ],
          },
        }),
      ],
    });
    expect([at(70, 50), at(40, 20)]).toEqual([colorOf(0), colorOf(0)]);
    expect([isDrawn(90, 50), isDrawn(10, 10)]).toEqual([false, false]);
  });

  it.each([
    [[40, 40, 80, 80], 39, 29],
    [[40, 2, 80, 80], 39, 3], // in the box, where there is no room above
    [[-50, -50, 10, 10], 0, 0],
    [[150, 95, 300, 300], 160 - 26, 84],
  ] as const)('should have a label within the picture: %j', async (box, left, top) => {
    const label = () => '||||'; // 26 × 10 pixels with its ground
    const detections = [found(box as unknown as Detected['box'])];
    const { at } = await draw({ label, scale: 1 }, { detections });
    const ground = colorOf(0).join();
    const isBar = (x: number, y: number) => y >= 1 && y < 8 && x % 6 === 3 && x < 24;
    for (let y = 0; y < 10; y += 1)
      for (let x = 0; x < 26; x += 1)
        expect(at(left + x, top + y).join()).toBe(isBar(x, y) ? '255,255,255' : ground);
  });

  it('should tell id, name and score', async () => {
    const seen: string[] = [];
    const options = { names: ['cup', 'hat'] };
    const drawing = (await import('../../src/sinks/drawing.js')).Drawing.prototype;
    const { label } = drawing;
    drawing.label = (text) => void seen.push(text);
    try {
      await draw(options, {
        detections: [
          found([1, 1, 9, 9]),
          found([1, 1, 9, 9], { name: 'own' }),
          found([1, 1, 9, 9], { classId: 7 }),
        ],
      });
      const track = { id: 4, ...found([1, 1, 9, 9], { classId: 1 }), time: 0 };
      await draw(options, {
        tracks: [
          track,
          { ...track, detection: found([1, 1, 9, 9], { name: 'own' }) },
          { ...track, detection: found([1, 1, 9, 9], { classId: 1, name: 'own' }) },
        ],
      });
    } finally {
      drawing.label = label;
    }
    expect(seen).toEqual(['cup 0.50', 'own 0.50', '7 0.50', '#4 hat 0.50', '#4 hat 0.50', '#4 own 0.50']);
  });

  it('should bear boxes, texts and points of any size', async () => {
    const all = [Number.NaN, -1 / 0, 1 / 0, -1e15, 1e15, 0.5];
    const detections = all.flatMap((a) =>
      all.map((b) =>
        found([a, b, b, a], {
          keypoints: [{ x: a, y: b }],
          mask: { width: 1, height: 1, data: Uint8Array.of(255), box: [a, b, b, a] },
          oriented: {
            angle: 0,
            corners: [
              [a, b],
              [b, a],
              [a, a],
              [b, b],
            ],
          },
        }),
      ),
    );
    await draw({ label: () => 'x'.repeat(10_000), scale: 16 }, { detections });
    await draw(
      { label: () => 'é猫\u0007\n', scale: 2 },
      { detections: detections.map(({ box }) => found(box)) },
    );
  });
});

describe('letters', () => {
  it('should be all of ASCII, each another one, and a frame for others', () => {
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const shapes = ascii.map((each) => glyphOf(each).join());
    expect(new Set([...shapes, glyphOf('猫').join()]).size).toBe(96);
    expect([glyphOf('\u007f'), glyphOf('\u0001')].map(String)).toEqual(
      [glyphOf('猫'), glyphOf('猫')].map(String),
    );
    for (const each of ascii) {
      expect(glyphOf(each).length).toBeLessThanOrEqual(9);
      for (const row of glyphOf(each)) expect(row >= 0 && row < 32).toBe(true);
    }
    expect(charactersOf('Ça va, é\n').join('')).toBe('Ca va, e');
  });
});

describe('the way of a track', () => {
  const step = (id: number, time: number) => ({ id, time, box: [time, 0, time + 2, 4] as const });

  it('should be as long as is asked for, in seconds and points', () => {
    const traces = new Traces(1, 3);
    for (const time of [0, 0.5, 1.25]) traces.add(step(1, time));
    expect(traces.add(step(1, 1.5))).toEqual([
      [1.5, 2],
      [2.25, 2],
      [2.5, 2],
    ]);
    expect(traces.add(step(1, 1.5625))).toHaveLength(3);
    expect(traces.add(step(1, 0.25))).toEqual([[1.25, 2]]); // a clock that begins anew
    expect(new Traces(0, 3).add(step(1, 0))).toEqual([]);
  });

  it('should be forgotten when a thousand others have come since', () => {
    const traces = new Traces(10, 10);
    for (let id = 0; id < 1001; id += 1) traces.add(step(id, 0));
    expect([traces.add(step(0, 1)).length, traces.add(step(1000, 1)).length]).toEqual([1, 2]);
  });

  it('should be drawn, older parts fainter', async () => {
    const annotator = new Annotator({ label: () => '', scale: 1 });
    const track = (time: number) =>
      ({ id: 1, ...found([100 * time + 5, 40, 100 * time + 15, 60]), time }) as never;
    for (const time of [0, 0.2, 0.4]) await annotator.draw(gray, { tracks: [track(time)] });
    const { planes } = await annotator.draw(gray, { tracks: [track(0.6)] });
    const off = (x: number) => Math.abs(((planes[0] as Uint8Array)[3 * (50 * width + x)] as number) - 100);
    expect(off(15)).toBeGreaterThan(10);
    expect(off(55)).toBeGreaterThan(off(15) + 10);
  });
});

describe('annotate', () => {
  it('should add a picture to each value, whose frame can be used until then and is given back', async () => {
    const frames = new FakeFrames();
    const source = new Subject<{ source: Frame; detections: Detected[] }>();
    const size = { pixelFormat: 'yuv420p', width: 33, height: 17 } as const;
    const seen = lastValueFrom(
      source.pipe(
        annotate(),
        map(({ picture, source: frame }) => [frame.planes.length, picture.width, picture.pts]),
        toArray(),
      ),
    );
    const values = [0, 1, 2].map((n) => ({ source: frames.make(n, size), detections: [] }));
    for (const value of values) {
      source.next(value);
      value.source.release(); // as inferFrames does it
    }
    expect(frames.held).toEqual([0, 1, 2]);
    source.complete();
    expect(await seen).toEqual([0, 1, 2].map((n) => [3, 33, n]));
    expect(frames.held).toEqual([]);
    frames.close();
  });

  it.each<[object, object, string]>([
    [{ detections: null }, {}, 'an array of detections for `detections` but received null'],
    [{ tracks: 'abc' }, {}, "an array of tracks for `tracks` but received 'abc'"],
    [
      { detections: [null] },
      {},
      'four numbers x1, y1, x2, y2 for `detections[0].box` but received undefined',
    ],
    [{ tracks: [{ id: 1 }] }, {}, 'four numbers x1, y1, x2, y2 for `tracks[0].box`'],
    [
      { detections: [found([0, 0, 1, 1])] },
      { label: () => undefined },
      'a text for `label()` but received undefined',
    ],
  ])('should fail for what is not to be drawn: %j', async (annotations, options, message) => {
    await expect(draw(options, annotations)).rejects.toThrow(`Expected ${message}`);
  });

  it('should fail with the error of a label, and refuse wrong options', async () => {
    const frames = new FakeFrames();
    const value = { source: frames.make(1), detections: [found([0, 0, 1, 1])] };
    const label = () => {
      throw new Error('mine');
    };
    await expect(lastValueFrom(of(value).pipe(annotate({ label })))).rejects.toThrow('mine');
    value.source.release();
    expect(frames.held).toEqual([]);
    frames.close();
    await expect(lastValueFrom(of({ detections: [] }).pipe(annotate()))).rejects.toThrow('picture');
    const wrong = [
      { names: 'cup' },
      { label: 1 },
      { colorBy: 'hue' },
      { scale: 0 },
      { maskOpacity: 2 },
      { keypointScore: -1 },
      { traceSeconds: -1 },
      { tracePoints: 1 },
      { frame: 1 },
      { color: 1 },
    ];
    for (const options of wrong) expect(() => annotate(options as object)).toThrow(Object.keys(options)[0]);
  });
});
