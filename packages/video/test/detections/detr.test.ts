// The DETR family: boxes as they are normalised, scores, no suppression. By hand.
import { describe, expect, it } from '@jest/globals';
import {
  decodeDFine,
  decodeRfDetr,
  decodeRtDetr,
  type Geometry,
  letterbox,
  stretch,
} from '../../src/index.js';
import { half, modelFor, modelOf, same, tensor } from './support/heads.js';

/** 1280 × 720, stretched to 640 × 640. */
const stretched: Geometry = {
  ...same,
  frame: { width: 1280, height: 720 },
  region: { left: 0, top: 0, width: 1280, height: 720 },
  scale: { x: 640 / 1280, y: 640 / 720 },
};
const names = ['cat', 'dog'];

describe('RT-DETR', () => {
  // x, y, w, h, cat, dog
  const rows = [
    [0.5, 0.5, 0.25, 0.5, 0.5, 0.75],
    [0.5, 0.5, 0.25, 0.5, 0.9, 0.1],
    [0.5, 0.5, 0.25, 0.5, 0.25, 0.25],
    [0.5, Number.NaN, 0.25, 0.5, 0.9, 0.1],
    [0.5, 0.5, 0, 0.5, 0.9, 0.1],
    [0.5, 0.5, 0.25, 0.5, Number.NaN, 0.3],
  ];
  const output0 = tensor([1, 6, 6], rows.flat());

  it('has normalised boxes of a stretched picture, and equal boxes stay', async () => {
    const decode = decodeRtDetr(modelFor({ output0 }), { names });
    const box = [480, 180, 800, 540];
    const found = await decode({ outputs: { output0 }, prepared: stretched });
    expect(found).toEqual([
      { box, score: Math.fround(0.9), classId: 0, name: 'cat' },
      { box, score: 0.75, classId: 1, name: 'dog' },
      { box, score: Math.fround(0.3), classId: 1, name: 'dog' },
    ]);
    const of16 = await decode({ outputs: { output0: half(output0) }, prepared: stretched });
    expect(of16.map(({ box: each }) => each)).toEqual(found.map(({ box: each }) => each));
  });

  it('is refused where the classes are not those of the names', async () => {
    expect(() => decodeRtDetr(modelFor({ output0 }), { names: ['one'] })).toThrow(
      'Expected one output of RT-DETR with dims [queries, 4 + 1] but received output0 [1, 6, 6]',
    );
    const decode = decodeRtDetr(modelOf({ output0: [1, 300, -1] }), { names: ['one'] });
    await expect(decode({ outputs: { output0 }, prepared: stretched })).rejects.toThrow(RangeError);
  });
});

describe('RT-DETRv2 and D-FINE', () => {
  const outputs = {
    labels: { type: 'int64', data: BigInt64Array.of(1n, 0n, 1n), dims: [1, 3] } as const,
    boxes: tensor([1, 3, 4], [100, 100, 200, 200, 320, 320, 640, 640, 100, 100, 200, 200]),
    scores: tensor([1, 3], [0.5, 0.9, 0.2]),
  };

  it('have corners in pixels of the size that they were given, labels and scores', async () => {
    const found = await decodeDFine(modelFor(outputs), { names })({ outputs, prepared: stretched });
    expect(found).toEqual([
      { box: [640, 360, 1280, 720], score: Math.fround(0.9), classId: 0, name: 'cat' },
      { box: [200, 112.5, 400, 225], score: 0.5, classId: 1, name: 'dog' },
    ]);
  });

  it('get the size of their input by `sizeInput`', async () => {
    const inputs = [
      { name: 'images', type: 'float32', dims: [1, 3, 8, 4] },
      { name: 'orig_target_sizes', type: 'int64', dims: [1, 2] },
    ];
    const prepare = stretch({ inputs }, { input: 'images', sizeInput: 'orig_target_sizes' });
    const target = [new Float32Array(96), new BigInt64Array(2)];
    const gray = {
      planes: [new Uint8Array(4)],
      strides: [2],
      width: 2,
      height: 2,
      pixelFormat: 'gray',
    } as const;
    await prepare({ ...gray, colorSpace: 'bt601', range: 'full' }, target, {
      signal: new AbortController().signal,
    });
    expect([...(target[1] as BigInt64Array)]).toEqual([4n, 8n]);
    expect(() => stretch({ inputs }, { input: 'images', sizeInput: 'images' })).toThrow(
      "Expected the name of an input of int64 with two elements for `sizeInput` but received 'images'; the model has images " +
        '(float32, [1, 3, 8, 4]), orig_target_sizes (int64, [1, 2])',
    );
    expect(() => letterbox({ inputs }, { input: 'images', sizeInput: 'x' } as object)).toThrow(
      'letterbox has no option',
    );
  });

  it('are refused by what is missing, and by lengths that do not go together', async () => {
    const { labels, boxes } = outputs;
    expect(() => decodeDFine(modelFor({ labels, boxes }))).toThrow(
      'Expected outputs labels, boxes, scores of RT-DETRv2 and D-FINE but received labels [1, 3], boxes [1, 3, 4]',
    );
    const decode = decodeDFine(modelFor(outputs));
    const short = { labels, boxes, scores: tensor([1, 2], [0.5, 0.5]) };
    await expect(decode({ outputs: short, prepared: stretched })).rejects.toThrow(
      'Expected a label and four numbers of a box for each of 2 scores but received 3 labels and 12 numbers',
    );
    await expect(decode({ outputs: { labels, boxes } as never, prepared: stretched })).rejects.toThrow(
      'Expected an output scores but received labels, boxes',
    );
  });
});

describe('RF-DETR', () => {
  const logit = (score: number) => Math.log(score / (1 - score));
  const dets = tensor([1, 2, 4], [0.5, 0.5, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5]);
  const labels = tensor([1, 2, 4], [-9, logit(0.9), 2, -9, -9, -9, -9, logit(0.6)]);
  const four = ['', 'cat', 'dog', 'cow'];

  it('has logits, and outputs that only their names tell apart', async () => {
    // In the order in which they would be taken for each other.
    const outputs = { labels, dets };
    const found = await decodeRfDetr(modelFor(outputs), { names: four })({ outputs, prepared: stretched });
    expect(found.map(({ box, name }) => [box, name])).toEqual([
      [[480, 180, 800, 540], 'cat'],
      [[0, 0, 640, 360], 'cow'],
    ]);
    expect(found[0]?.score).toBeCloseTo(0.9, 6);
    expect(found[1]?.score).toBeCloseTo(0.6, 6);
  });

  it('is refused by names of outputs and of classes', () => {
    expect(() => decodeRfDetr(modelFor({ dets, scores: labels }))).toThrow(
      'Expected outputs dets, labels of RF-DETR but received dets [1, 2, 4], scores [1, 2, 4]',
    );
    expect(() => decodeRfDetr(modelFor({ dets, labels }), { names })).toThrow(
      'Expected outputs of RF-DETR with dims dets [queries, 4] and labels [queries, 2] but received [1, 2, 4] and [1, 2, 4]',
    );
  });
});

describe('the DETR family', () => {
  it.each([
    ['decodeRtDetr', decodeRtDetr, { output0: [1, 300, 6] }],
    ['decodeDFine', decodeDFine, { labels: [1, 300], boxes: [1, 300, 4], scores: [1, 300] }],
    ['decodeRfDetr', decodeRfDetr, { dets: [1, 300, 4], labels: [1, 300, 2] }],
  ])('%s refuses what is no model, and fewer numbers than dims say', async (_, make, dims) => {
    for (const model of [undefined, {}]) {
      expect(() => make(model as never)).toThrow('Expected a model with `outputs` for `model` but received');
    }
    const few = Object.fromEntries(Object.entries(dims).map(([name, each]) => [name, tensor(each, [0.5])]));
    const decoded = make(modelOf(dims))({ outputs: few, prepared: stretched });
    await expect(decoded).rejects.toThrow(
      /^Expected \d+ elements for output \w+ with dims .* but received 1$/,
    );
  });
});
