// Cases that are computed by hand, for each kind of head. That the native reading is its definition for any numbers is tested with random
// heads in random-heads.test.ts, and in C++.
import type { Tensor } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { type Detection, decodeYolo, type Geometry, type YoloOptions } from '../../src/index.js';
import { half, halved, headTensor, modelFor, modelOf, same, tensor } from './support/heads.js';
import type { Anchor } from './support/reference.js';

const names = ['person', 'car'];

async function decoded(
  outputs: Readonly<Record<string, Tensor>>,
  options: YoloOptions,
  prepared: Geometry = same,
): Promise<Detection[]> {
  return decodeYolo(modelFor(outputs), options)({ outputs, prepared });
}

/** Three anchors that are nothing make raw heads lie lengthwise. */
const nothing: Anchor[] = Array.from({ length: 20 }, () => ({ box: [1, 1, 1, 1], scores: [0, 0] }));
const raw = (...anchors: Anchor[]) => ({ output0: headTensor('raw', [...anchors, ...nothing], 6) });

describe('a raw head', () => {
  it('gives centre, width and height in pixels of the input, which become corners in pixels of the frame', async () => {
    const output = raw({ box: [320, 320, 100, 60], scores: [0.5, 0.75] });
    expect(await decoded(output, { names }, halved)).toEqual([
      { box: [540, 300, 740, 420], score: 0.75, classId: 1, name: 'car' },
    ]);
    const { output0 } = output;
    expect(await decoded({ output0: half(output0) }, { names }, halved)).toEqual([
      { box: [540, 300, 740, 420], score: 0.75, classId: 1, name: 'car' },
    ]);
  });

  it('is scaled back by the geometry: padding, then a scale that is not rounded, then clipping', async () => {
    const prepared = { ...halved, scale: { x: 0.3, y: 0.3 }, left: 7, top: 3 };
    const output = raw(
      { box: [100, 50, 60, 20], scores: [0.9, 0] },
      { box: [2, 2, 30, 30], scores: [0, 0.8] },
    );
    const found = await decoded(output, {}, prepared);
    expect(found.map(({ box }) => box)).toEqual([
      [63 / 0.3, 37 / 0.3, 123 / 0.3, 57 / 0.3],
      [0, 0, 10 / 0.3, 14 / 0.3],
    ]);
  });

  it('leaves out what lies in the padding alone', async () => {
    expect(await decoded(raw({ box: [320, 60, 100, 60], scores: [0.9, 0] }), {}, halved)).toEqual([]);
  });

  it('has scores strictly above the threshold, and the best class only', async () => {
    const output = raw(
      { box: [50, 50, 10, 10], scores: [0.25, 0] },
      { box: [150, 50, 10, 10], scores: [0.2500001, 0] },
      { box: [250, 50, 10, 10], scores: [0.6, 0.7] },
      { box: [350, 50, 10, 10], scores: [0.3, 0.3] },
    );
    const found = await decoded(output, {});
    expect(found.map(({ box, classId }) => [box[0], classId])).toEqual([
      [245, 1],
      [345, 0],
      [145, 0],
    ]);
    // 0.3 of float32 is above 0.3.
    expect(await decoded(output, { scoreThreshold: 0.3 })).toHaveLength(2);
  });

  it('suppresses at an IoU above 0.7 by default, and not at it', async () => {
    // Boxes of 100 × 100, shifted: the intersection of 70/85 is 7/10 of the union, that of 100·15/17.
    const at = (shift: number): Anchor[] => [
      { box: [100, 100, 100, 100], scores: [0.9, 0] },
      { box: [100 + shift, 100, 100, 100], scores: [0.8, 0] },
    ];
    const count = async (shift: number, options = {}) => (await decoded(raw(...at(shift)), options)).length;
    expect(await count(17)).toBe(1); // 83 / 117 = 0.709
    expect(await count(18)).toBe(2); // 82 / 118 = 0.695
    expect(await count(25, { iouThreshold: 0.6 })).toBe(2); // 75 / 125 = 0.6, in double precision
    expect(await count(25, { iouThreshold: 0.59 })).toBe(1);
    // 0.45, which others take for the default, would suppress.
    expect(await count(30)).toBe(2); // 70 / 130 = 0.538
  });

  it('suppresses within a class only, also where an offset per class would have no digits left', async () => {
    const box = [600.0001, 600.0002, 0.001, 0.001];
    const many = 80;
    const scores = (classId: number) => Array.from({ length: many }, (_, i) => (i === classId ? 0.9 : 0));
    const far = Array.from({ length: 100 }, () => ({ box: [1, 1, 1, 1], scores: scores(-1) }));
    const anchors = [
      { box, scores: scores(3) },
      { box, scores: scores(79) },
      { box: [600.0021, 600.0002, 0.001, 0.001], scores: scores(79) },
      ...far,
    ];
    const output = { output0: headTensor('raw', anchors, 4 + many) };
    expect((await decoded(output, {})).map(({ classId }) => classId)).toEqual([3, 79, 79]);
  });

  it('lets what is suppressed suppress nothing', async () => {
    const output = raw(
      { box: [100, 100, 100, 100], scores: [0.9, 0] },
      { box: [112, 100, 100, 100], scores: [0.8, 0] },
      { box: [124, 100, 100, 100], scores: [0.7, 0] },
    );
    expect((await decoded(output, {})).map(({ box }) => box[0])).toEqual([50, 74]);
  });

  it('gives the best so many, and compares the best so many', async () => {
    const row = Array.from({ length: 6 }, (_, i) => ({
      box: [50 + 100 * i, 50, 20, 20],
      scores: [0.4 + i / 20, 0],
    }));
    const lefts = async (options: YoloOptions) =>
      (await decoded(raw(...row), options)).map(({ box }) => box[0]);
    expect(await lefts({ maxDetections: 2 })).toEqual([540, 440]);
    expect(await lefts({ maxCandidates: 3 })).toEqual([540, 440, 340]);
  });

  it('gives the classes that are wanted', async () => {
    const output = raw(
      { box: [50, 50, 10, 10], scores: [0.5, 0.6] },
      { box: [90, 50, 10, 10], scores: [0.7, 0.6] },
    );
    expect((await decoded(output, { classes: [0] })).map(({ box }) => box[0])).toEqual([85]);
    expect(await decoded(output, { classes: [] })).toEqual([]);
  });
});

describe('YOLOv5’s own head', () => {
  it('has an objectness, by which scores are multiplied', async () => {
    const anchors: Anchor[] = [
      { box: [50, 50, 20, 20], objectness: 0.5, scores: [0.25, 0.75] },
      { box: [150, 50, 20, 20], objectness: 0.5, scores: [0.5, 0.25] },
      { box: [250, 50, 20, 20], objectness: 0.25, scores: [1, 1] },
    ];
    const output = { output: headTensor('v5', [...anchors, ...anchors, ...anchors], 7) };
    const found = [{ box: [40, 40, 60, 60], score: 0.375, classId: 1, name: 'car' }];
    expect(await decoded(output, { names })).toEqual(found);
    expect(await decoded({ output: half(output.output) }, { names })).toEqual(found);
  });
});

describe('an end2end head', () => {
  const rows = [
    [100, 200, 300, 400, 0.5, 1],
    [10, 10, 60, 60, 0.9, 0],
    [11, 10, 60, 60, 0.8, 0],
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ];

  it('has corners, and nothing is suppressed: also as suppression in the graph fills it up with zeros', async () => {
    const output0 = tensor([1, 5, 6], rows.flat());
    const found = await decoded({ output0 }, { names });
    expect(found).toEqual([
      { box: [10, 10, 60, 60], score: Math.fround(0.9), classId: 0, name: 'person' },
      { box: [11, 10, 60, 60], score: Math.fround(0.8), classId: 0, name: 'person' },
      { box: [100, 200, 300, 400], score: 0.5, classId: 1, name: 'car' },
    ]);
    expect(await decoded({ output0: half(output0) }, { names, classes: [1] })).toEqual(found.slice(2));
    expect(await decoded({ output0 }, { end2end: true, maxDetections: 1, names })).toEqual(found.slice(0, 1));
  });

  it('refuses a class that has no name, since the names are not those of the model', async () => {
    const output0 = tensor([1, 5, 6], rows.flat());
    await expect(decoded({ output0 }, { names: ['person'] })).rejects.toThrow(
      'Expected a class from 0 to 0, as `names` has them, but received 1',
    );
  });

  it('leaves out what is no box', async () => {
    const odd = [
      [Number.NaN, 0, 9, 9, 0.9, 0],
      [0, 0, Number.POSITIVE_INFINITY, 9, 0.9, 0],
      [5, 5, 5, 9, 0.9, 0],
      [9, 5, 5, 9, 0.9, 0],
      [0, 0, 9, 9, Number.NaN, 0],
      [0, 0, 9, 9, Number.POSITIVE_INFINITY, 0],
      [0, 0, 9, 9, 0.9, 0.5],
      [0, 0, 9, 9, 0.9, -1],
      [1, 2, 9, 9, 0.9, 0],
    ];
    const found = await decoded({ output0: tensor([1, 9, 6], odd.flat()) }, {});
    expect(found.map(({ box }) => box)).toEqual([[1, 2, 9, 9]]);
  });
});

describe('poses', () => {
  const points = [320, 320, 0.9, 10, 10, 0.1];

  it('are scaled back and clipped, with their scores', async () => {
    const keypoints = [2, 3] as const;
    const expected = [
      { x: 640, y: 360, score: Math.fround(0.9) },
      { x: 20, y: 0, score: Math.fround(0.1) },
    ];
    const anchors: Anchor[] = [
      { box: [320, 320, 100, 60], scores: [0.75], extras: points },
      ...nothing.map(({ box }) => ({ box, scores: [0], extras: [0, 0, 0, 0, 0, 0] })),
    ];
    const of = { task: 'pose', keypoints } as const;
    const fromRaw = await decoded({ output0: headTensor('raw', anchors, 11) }, of, halved);
    expect(fromRaw).toEqual([{ box: [540, 300, 740, 420], score: 0.75, classId: 0, keypoints: expected }]);
    const row = [270, 290, 370, 350, 0.75, 0, ...points];
    expect(await decoded({ output0: tensor([1, 1, 12], row) }, of, halved)).toEqual(fromRaw);
  });

  it('may have no scores', async () => {
    const row = [270, 290, 370, 350, 0.75, 0, 320, 320];
    const [found] = await decoded({ output0: tensor([1, 1, 8], row) }, { task: 'pose', keypoints: [1, 2] });
    expect(found?.keypoints).toEqual([{ x: 320, y: 320 }]);
  });
});

describe('oriented boxes', () => {
  const quarter = Math.PI / 2;

  it('have corners, and a box around them', async () => {
    const angle = Math.fround(quarter);
    const anchors: Anchor[] = [
      { box: [320, 320, 100, 60], scores: [0.75, 0], extras: [quarter] },
      ...nothing.map((anchor) => ({ ...anchor, extras: [0] })),
    ];
    const [found] = await decoded({ output0: headTensor('raw', anchors, 7) }, { task: 'obb', names }, halved);
    expect(found).toMatchObject({ score: 0.75, classId: 0, name: 'person', oriented: { angle } });
    const near = (actual: readonly number[] = [], expected: readonly number[]) => {
      for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 3);
    };
    near(found?.box, [580, 260, 700, 460]);
    // The width points down, so the first corner is at the right, above.
    near(found?.oriented?.corners.flat(), [700, 260, 700, 460, 580, 460, 580, 260]);
    const row = [320, 320, 100, 60, 0.75, 0, quarter];
    const ended = await decoded({ output0: tensor([1, 1, 7], row) }, { task: 'obb', names }, halved);
    expect(ended).toEqual([found]);
  });

  it('are suppressed by probabilistic IoU, at the threshold too', async () => {
    const box = [320, 320, 100, 20];
    const of = (angle: number, x = 320): Anchor => ({
      box: [x, ...box.slice(1)],
      scores: [0.5, 0],
      extras: [angle],
    });
    const count = async (...anchors: Anchor[]) =>
      (
        await decoded(
          {
            output0: headTensor('raw', [...anchors, ...nothing.map((each) => ({ ...each, extras: [0] }))], 7),
          },
          { task: 'obb' },
        )
      ).length;
    // Crossed boxes have the same corners' IoU as one box has with itself turned by nothing.
    expect(await count(of(0), of(quarter))).toBe(2);
    expect(await count(of(0.3), of(0.3))).toBe(1);
    expect(await count(of(0.3), of(0.3 + 2 * quarter))).toBe(1);
    expect(await count(of(0), of(0, 420))).toBe(2);
  });
});

describe('masks', () => {
  // Two prototypes of 4 × 4 cells: 1 at the left half, and 1 at the upper half.
  const planes = [
    [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  ].flat();
  const output1 = tensor([1, 2, 4, 4], planes);
  const sigmoid = (value: number) => Math.round(255 / (1 + Math.exp(-value)));

  it('are the cells that the box touches, as probabilities', async () => {
    const anchors: Anchor[] = [
      // Columns 1 to 2, rows 1 to 2 of cells of 160 pixels.
      { box: [320, 320, 200, 200], scores: [0.75, 0], extras: [2, -1] },
      ...nothing.map((each) => ({ ...each, extras: [0, 0] })),
    ];
    const raws = { output0: headTensor('raw', anchors, 8), output1 };
    const [found] = await decoded(raws, { task: 'segment', names });
    const data = Uint8Array.of(sigmoid(1), sigmoid(-1), sigmoid(2), 127);
    expect(found?.mask).toEqual({ width: 2, height: 2, data, box: [160, 160, 480, 480] });
    // By their ranks, whatever their names and order are.
    const ends = { a: output1, b: tensor([1, 1, 8], [220, 220, 420, 420, 0.75, 0, 2, -1]) };
    expect(await decoded(ends, { task: 'segment', names })).toEqual([found]);
    const halves = { output0: half(raws.output0), output1: half(output1) };
    expect(await decoded(halves, { task: 'segment', names })).toEqual([found]);
  });

  it('are of the picture only, and scaled back with it', async () => {
    const output0 = tensor([1, 1, 8], [0, 0, 640, 640, 0.75, 0, 2, -1]);
    const [found] = await decoded({ output0, output1 }, { task: 'segment' }, halved);
    // Rows of the picture: 140 to 500 of 640, which are in all four rows of cells.
    expect(found?.box).toEqual([0, 0, 1280, 720]);
    expect(found?.mask).toMatchObject({ width: 4, height: 4, box: [0, -280, 1280, 1000] });
  });

  it('of nothing are none', async () => {
    const output0 = tensor([1, 1, 8], [0, 0, 640, 640, 0.1, 0, 2, -1]);
    expect(await decoded({ output0, output1 }, { task: 'segment' })).toEqual([]);
  });
});

describe('which head it is', () => {
  const names80 = Array.from({ length: 80 }, (_, i) => `class ${i}`);
  const make = (dims: readonly number[], options: YoloOptions) => () =>
    decodeYolo(modelOf({ output0: dims }), options);

  it.each<[number[], YoloOptions]>([
    [[1, 84, 8400], { names: names80 }],
    [[1, 84, 8400], {}],
    [[84, 8400], {}],
    [[1, 25200, 85], { names: names80 }],
    [[1, 25200, 85], {}],
    [[1, 300, 6], { names: names80 }],
    [[1, 300, 6], {}],
    [[1, 300, 6], { names: ['one'] }],
    [[1, 300, 6], { names: ['one'], end2end: true }],
    [[1, 25200, 6], { names: ['one'] }],
    [[1, 100, 6], { names: names80, end2end: false }],
    [[1, 5, 8400], { names: ['one'] }],
    [[1, 84, 100], { names: names80 }],
    [[1, 84, -1], { names: names80 }],
  ])('%j is one with %j', (dims, options) => {
    expect(make(dims, options)).not.toThrow();
  });

  it('is v5 of one class by its anchors, not end2end, and the other way round', async () => {
    // 3 · (80² + 40² + 20²) anchors.
    const data = new Float32Array(25200 * 6);
    data.set([100, 100, 20, 20, 0.5, 0.75]);
    const v5 = { output0: { type: 'float32', data, dims: [1, 25200, 6] } as const };
    expect(await decoded(v5, { names: ['one'] })).toMatchObject([{ box: [90, 90, 110, 110], score: 0.375 }]);
    const ended = { output0: tensor([1, 2, 6], [100, 100, 120, 120, 0.5, 0, 0, 0, 0, 0, 0, 0]) };
    expect(await decoded(ended, { names: ['one'] })).toMatchObject([
      { box: [100, 100, 120, 120], score: 0.5 },
    ]);
  });

  it.each<[number[], YoloOptions, string]>([
    [
      [1, 85, 8400],
      { names: names80 },
      'Expected [4 + 80, anchors] (raw) or [anchors, 5 + 80] (v5) or [rows, 6] (end2end) of YOLO (task detect, 80 classes by ' +
        '`names`) but output output0 has dims [1, 85, 8400]. What is wrong of these, or missing, can be given as an option: `names`, ' +
        '`task`, `keypoints`, `end2end`, `head`',
    ],
    [
      [1, 84, 8400],
      { names: names80, end2end: true },
      'Expected [rows, 6] (end2end) of YOLO (task detect, 80 classes by `names`, `end2end` is true) but output output0 has dims ',
    ],
    [
      [1, 84, 8400],
      { head: 'v5', names: names80 },
      'Expected [anchors, 5 + 80] (v5) of YOLO (task detect, 80 classes by `names`) but output output0 has dims [1, 84, 8400]',
    ],
    [
      [1, 57, 8400],
      { task: 'pose', names: ['a'] },
      'Expected [4 + 1 + 51, anchors] (raw) or [rows, 6 + 51] (end2end) of YOLO',
    ],
    // An RT-DETR without names is no v5 with 79 classes.
    [
      [1, 300, 84],
      {},
      'Expected [4 + classes, anchors] (raw) or [anchors, 5 + classes] (v5) or [rows, 6] (end2end)',
    ],
    [
      [1, 300, 57],
      { task: 'obb' },
      'Expected [4 + classes + 1, anchors] (raw) or [rows, 6 + 1] (end2end) of YOLO (task obb)',
    ],
    [
      [1, 3, 80, 80, 85],
      {},
      'Expected one output of YOLO with the boxes (two dims behind the batch), or its name as `output`',
    ],
    [[2, 84, 8400], {}, 'Expected one output of YOLO with the boxes'],
    [
      [1, 116, 8400],
      { task: 'segment' },
      'Expected one output of YOLO with the prototypes of masks beside the boxes (task segment) but received',
    ],
  ])('%j with %j is refused', (dims, options, message) => {
    expect(make(dims, options)).toThrow(message);
  });

  it('asks where several fit and nothing tells', () => {
    const model = { ...modelOf({ output0: [1, 300, 6] }), inputs: [] };
    expect(() => decodeYolo(model, { names: ['one'] })).toThrow(
      "Expected an output of YOLO that is of one kind (task detect, 1 classes by `names`) but output0 with dims [1, 300, 6] may be 'v5' " +
        "and 'end2end'. Say which: give the option `head`",
    );
    expect(() => decodeYolo(model, { names: ['one'], head: 'end2end' })).not.toThrow();
  });

  it('is looked at again where dims are only known with a result', async () => {
    const decode = decodeYolo(modelOf({ output0: [1, -1, -1] }), { names });
    const outputs = raw({ box: [320, 320, 100, 60], scores: [0.5, 0.75] });
    expect(await decode({ outputs, prepared: same })).toHaveLength(1);
    await expect(
      decode({ outputs: { output0: tensor([1, 1, 9], new Array(9).fill(0)) }, prepared: same }),
    ).rejects.toThrow('but output output0 has dims [1, 1, 9]');
    expect(await decode({ outputs, prepared: same })).toHaveLength(1);
  });
});

describe('what is refused', () => {
  it.each<[object, string]>([
    [{ scoreThreshold: 1.5 }, 'Expected a number from 0 to 1 for `scoreThreshold` but received 1.5'],
    [{ iouThreshold: Number.NaN }, 'Expected a number from 0 to 1 for `iouThreshold` but received NaN'],
    [{ maxDetections: 0 }, 'Expected an integer from 1 to 1000000 for `maxDetections` but received 0'],
    [
      { task: 'classify' },
      "Expected one of 'detect', 'segment', 'pose', 'obb' for `task` but received 'classify'",
    ],
    [
      { names: { 0: 'a', 2: 'b' } },
      'Expected a name for each class from 0 on for `names` but received an object with `0`, `2`',
    ],
    [{ names: [] }, 'Expected a name for each class from 0 on for `names` but received an array of 0'],
    [{ classes: [2], names }, 'Expected an array of classes from 0 to 1 for `classes` but received 2'],
    [
      { keypoints: [17, 4] },
      'Expected a number of points, and 2 or 3 numbers of each, for `keypoints` but received an array of 2',
    ],
    [{ classes: new Array(2) }, 'Expected an array of classes from 0 for `classes`'],
    [{ confidence: 0.5 }, 'decodeYolo has no option `confidence`'],
  ])('%j', (options, message) => {
    expect(() => decodeYolo(modelOf({ output0: [1, 6, 8400] }), options as YoloOptions)).toThrow(message);
  });

  it('what is no model', () => {
    for (const model of [null, {}, { outputs: [] }])
      expect(() => decodeYolo(model as never)).toThrow(
        'Expected a model with `inputs` and `outputs` for `model`',
      );
  });

  it('results that are none', async () => {
    const decode = decodeYolo(modelOf({ output0: [1, 6, 23] }), {});
    const outputs = raw();
    await expect(decode({ outputs, prepared: [] as unknown as Geometry })).rejects.toThrow(
      'Expected the geometry that letterbox and stretch give for `prepared` but received an array of 0',
    );
    const bytes = { output0: { type: 'uint8', data: new Uint8Array(6 * 23), dims: [1, 6, 23] } as const };
    await expect(decode({ outputs: bytes, prepared: same })).rejects.toThrow(
      'Expected float32 or float16 for output output0 but received uint8',
    );
    const short = { output0: { type: 'float32', data: new Float32Array(7), dims: [1, 6, 23] } as const };
    await expect(decode({ outputs: short, prepared: same })).rejects.toThrow(
      'Expected 138 elements for output output0 with dims [1, 6, 23] but received 7',
    );
  });
});
