// The functions for infer's `prepare`: what they write, what they give back, and whose frames they hold until when.
import { afterEach, describe, expect, it } from '@jest/globals';
import { crop, type FrameImage, letterbox, stretch } from '../../src/index.js';

const { signal } = new AbortController();
const detector = { inputs: [{ name: 'images', type: 'float32', dims: [1, 3, 4, 4] }] };
const batched = { inputs: [{ name: 'images', type: 'uint8', dims: [3, 2, 2, 3] }] };

/** Gray 4 × 2: 0, 10, …, 70. */
function frame(): FrameImage {
  return {
    planes: [Uint8Array.from({ length: 8 }, (_, i) => 10 * i)],
    strides: [4],
    width: 4,
    height: 2,
    pixelFormat: 'gray',
    colorSpace: 'bt601',
    range: 'full',
  };
}

/** The same as a counted handle. */
function counted() {
  const counts = { retained: 0, released: 0 };
  const handle = {
    ...frame(),
    retain() {
      counts.retained += 1;
      return handle;
    },
    release() {
      counts.released += 1;
    },
  };
  return { handle, counts };
}

let held: { retained: number; released: number }[] = [];
afterEach(() => {
  for (const { retained, released } of held) expect(released).toBe(retained);
  held = [];
});

describe('letterbox', () => {
  it('writes the frame between gray rows, and gives its geometry', async () => {
    const target = [new Float32Array(48).fill(-1)];
    const geometry = await letterbox(detector)(frame(), target, { signal });
    const gray = new Array(4).fill(Math.fround(114 * Math.fround(1 / 255)));
    const rows = Array.from({ length: 8 }, (_, i) => Math.fround(10 * i * Math.fround(1 / 255)));
    const plane = [...gray, ...rows, ...gray];
    expect([...(target[0] as Float32Array)]).toEqual([...plane, ...plane, ...plane]);
    expect(geometry).toEqual({
      frame: { width: 4, height: 2 },
      input: { width: 4, height: 4 },
      region: { left: 0, top: 0, width: 4, height: 2 },
      scale: { x: 1, y: 1 },
      left: 0,
      top: 1,
      width: 4,
      height: 2,
    });
  });

  it('takes the frame out of the value, and fills as asked', async () => {
    const target = [new Float32Array(48)];
    const prepare = letterbox<{ picture: FrameImage }>(detector, {
      frame: ({ picture }) => picture,
      fill: [1, 2, 3],
      scale: 1,
    });
    await prepare({ picture: frame() }, target, { signal });
    expect([0, 16, 32].map((begin) => target[0]?.[begin])).toEqual([1, 2, 3]);
  });

  it('writes the input that is named, and no other', async () => {
    const sizes = { name: 'sizes', type: 'int64', dims: [1, 2] };
    const model = { inputs: [sizes, ...detector.inputs] };
    const target = [BigInt64Array.of(7n, 8n), new Float32Array(48)];
    await letterbox(model, { input: 'images' })(frame(), target, { signal });
    expect(target[0]).toEqual(BigInt64Array.of(7n, 8n));
    expect((target[1] as Float32Array)[5]).toBeCloseTo(10 / 255);
  });

  it('feeds a model with AIPP and its twin with the same colours', async () => {
    const matrix = { coefficients: [256, 0, 359, 256, -88, -183, 256, 454, 0], bias: [0, 128, 128] };
    const yuv: FrameImage = {
      ...frame(),
      pixelFormat: 'nv12',
      planes: [Uint8Array.of(90, 90, 90, 90, 90, 90, 90, 90), Uint8Array.of(60, 200, 60, 200)],
      strides: [4, 4],
    };
    const withAipp = { inputs: [{ name: 'images', type: 'uint8', dims: [1, 6, 4, 1] }] };
    const nv12 = [new Uint8Array(24)];
    await letterbox(withAipp, { matrix })(yuv, nv12, { signal });
    const [y = 0, u = 0, v = 0] = [nv12[0]?.[0], nv12[0]?.[16], nv12[0]?.[17]].map(Number);
    const floats = [new Float32Array(48)];
    await letterbox(detector, { matrix, scale: 1 })(yuv, floats, { signal });
    const byAipp = [
      256 * y + 359 * (v - 128),
      256 * y - 88 * (u - 128) - 183 * (v - 128),
      256 * y + 454 * (u - 128),
    ];
    expect([4, 20, 36].map((i) => floats[0]?.[i])).toEqual(
      byAipp.map((sum) => Math.min(255, Math.max(0, sum >> 8))),
    );
  });
});

it('stretch fills the input', async () => {
  const model = { inputs: [{ name: 'x', type: 'uint8', dims: [1, 1, 2, 3] }] };
  const target = [new Uint8Array(6)];
  const geometry = await stretch(model)(frame(), target, { signal });
  expect([...(target[0] as Uint8Array)]).toEqual([25, 25, 25, 45, 45, 45]);
  expect(geometry).toMatchObject({ scale: { x: 0.5, y: 0.5 }, left: 0, top: 0, width: 2, height: 1 });
});

describe('crop', () => {
  const boxes = (value: { boxes: readonly (readonly [number, number, number, number])[] }) => value.boxes;
  const prepare = crop(batched, { boxes, frame: () => frame() });

  it('makes a batch of the boxes, whole pixels outwards, and zeros of the rest', async () => {
    const target = [new Uint8Array(36).fill(9)];
    const geometries = await prepare(
      {
        boxes: [
          [0.5, 0.2, 1.5, 1.9],
          [2, -3, 99, 99],
        ],
      },
      target,
      { signal },
    );
    const written = [...(target[0] as Uint8Array)].filter((_, i) => i % 3 === 0);
    expect(written).toEqual([0, 10, 40, 50, 20, 30, 60, 70, 0, 0, 0, 0]);
    expect(geometries.map(({ region }) => region)).toEqual([
      { left: 0, top: 0, width: 2, height: 2 },
      { left: 2, top: 0, width: 2, height: 2 },
    ]);
  });

  it.each<readonly [unknown, string]>([
    [[], 'Expected from 1 to 3 boxes for `boxes` but received an array of 0'],
    [new Array(4).fill([0, 0, 1, 1]), 'Expected from 1 to 3 boxes for `boxes` but received an array of 4'],
    [[[4, 0, 9, 2]], 'Expected a box with pixels of the frame of 4×2 but received 4, 0, 9, 2'],
    [[[1, 1, Number.NaN, 2]], 'Expected a box with pixels of the frame of 4×2 but received 1, 1, NaN, 2'],
    [undefined, 'Expected from 1 to 3 boxes for `boxes` but received undefined'],
    ...(
      [
        [undefined, 'undefined'],
        [7, '7'],
        ['0 0 4 2', "'0 0 4 2'"],
        [[0, 0, 4], 'an array of 3'],
        [['0', 0, 4, 2], 'an array of 4'],
        [{ x: 0 }, 'an object with `x`'],
      ] as const
    ).map(
      ([box, received]) =>
        [
          [[0, 0, 1, 1], box],
          `Expected four numbers (left, top, right, bottom, in pixels) for \`boxes[1]\` but received ${received}`,
        ] as const,
    ),
  ])('fails the value for %j', async (wrong, message) => {
    await expect(prepare({ boxes: wrong as never }, [new Uint8Array(36)], { signal })).rejects.toThrow(
      message,
    );
  });

  it('makes NV12 of each box, one after the other', async () => {
    const model = { inputs: [{ name: 'images', type: 'uint8', dims: [3, 3, 2, 1] }] };
    const target = [new Uint8Array(18).fill(9)];
    const found = [
      [0, 0, 2, 2],
      [2, 0, 4, 2],
    ] as const;
    await crop(model, { format: 'nv12', boxes, frame: () => frame() })({ boxes: found }, target, { signal });
    const [first, second, rest] = [
      [0, 10, 40, 50, 128, 128],
      [20, 30, 60, 70, 128, 128],
      [0, 0, 0, 0, 0, 0],
    ];
    expect([...(target[0] as Uint8Array)]).toEqual([first, second, rest].flat());
  });

  it('keeps the shape on request', async () => {
    const fitted = crop(batched, { boxes, frame: () => frame(), fit: 'letterbox' });
    const [geometry] = await fitted({ boxes: [[0, 0, 4, 2]] }, [new Uint8Array(36)], { signal });
    expect(geometry).toMatchObject({ scale: { x: 0.5, y: 0.5 }, width: 2, height: 1, top: 0 });
  });
});

it('stretch writes gray: bytes, and floats that are normalised', async () => {
  const bytes = { inputs: [{ name: 'x', type: 'uint8', dims: [1, 2, 4, 1] }] };
  const floats = { inputs: [{ name: 'x', type: 'float32', dims: [1, 1, 2, 4] }] };
  const [gray, normalised] = [[new Uint8Array(8)], [new Float32Array(8)]];
  await stretch(bytes, { format: 'gray8' })(frame(), gray, { signal });
  await stretch(floats, { mean: 10, scale: 2 })(frame(), normalised, { signal });
  expect([...(gray[0] as Uint8Array)]).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  expect([...(normalised[0] as Float32Array)]).toEqual([-20, 0, 20, 40, 60, 80, 100, 120]);
});

describe('a frame', () => {
  it('is held until the native threads have read it', async () => {
    const { handle, counts } = counted();
    held.push(counts);
    const preparing = letterbox(detector)(handle, [new Float32Array(48)], { signal });
    expect(counts).toEqual({ retained: 1, released: 0 });
    await preparing;
    expect(counts).toEqual({ retained: 1, released: 1 });
  });

  it('is let go of after an abort and after a failure, too', async () => {
    const { handle, counts } = counted();
    held.push(counts);
    const gone = new AbortController();
    const preparing = stretch(detector)(handle, [new Float32Array(48)], { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(preparing).rejects.toThrow('gone');
    await expect(stretch(detector)(handle, [new Float32Array(47)], { signal })).rejects.toThrow(
      'Expected 48 elements',
    );
    await expect(stretch(detector)(handle, [], { signal })).rejects.toThrow(
      'Expected the typed arrays of the model’s inputs',
    );
  });
});

describe('what is no frame', () => {
  const boxes = () => [[0, 0, 1, 1]] as const;
  it.each([
    ['letterbox', letterbox<unknown>(detector), letterbox<unknown>(detector, { frame: () => 3 as never })],
    ['stretch', stretch<unknown>(detector), stretch<unknown>(detector, { frame: () => 3 as never })],
    ['crop', crop<unknown>(detector, { boxes }), crop<unknown>(detector, { boxes, frame: () => 3 as never })],
  ] as const)('fails its value: %s', async (_, plain, extracting) => {
    const target = [new Float32Array(48)];
    await expect(plain({ boxes: [] }, target, { signal })).rejects.toThrow(
      'Expected a frame, or the option `frame` that finds the frame in a value, for `value` but received an object with `boxes`',
    );
    await expect(extracting(1, target, { signal })).rejects.toThrow(
      'Expected a function that returns a frame for `frame` but received 3',
    );
  });
});

it.each([
  [
    () => letterbox(detector, { enlargen: true } as object),
    'letterbox has no option `enlargen`: did you mean `enlarge`?',
  ],
  [
    () => letterbox(detector, { position: 'left' } as object),
    "Expected 'center' or 'top-left' for `position` but received 'left'",
  ],
  [() => letterbox(detector, { enlarge: 1 } as object), 'Expected a boolean for `enlarge` but received 1'],
  [() => stretch(detector, { frame: 3 } as object), 'Expected a function for `frame` but received 3'],
  [
    () => stretch(detector, { fill: [300, 0, 0] }),
    'Expected an integer from 0 to 255 for `fill[0]` but received 300',
  ],
  [
    () => stretch(batched, { mean: 3 }),
    'Expected 0, since elements of uint8 are samples as they are, for `mean` but received 3',
  ],
  [() => crop(batched, {} as never), 'Expected a function for `boxes` but received undefined'],
  [
    () => crop(batched, { boxes: () => [], fit: 'fill' } as never),
    "Expected 'stretch' or 'letterbox' for `fit` but received 'fill'",
  ],
])('wrong options are told when the function is made: %#', (make, message) => {
  expect(make).toThrow(message);
});
