// Models with metadata, as Ultralytics' exports lay them out: what is read, and each key that is missing or lies.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AscendRxError, type Model } from '@ascend-rx/core';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { detector } from '../../../../test/support/detector.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { type Frame, type LoadYoloOptions, loadYolo, type YoloDevice } from '../../src/index.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

const folder = new TemporaryFolder();
let device: Device;
let frames: FakeFrames;
beforeAll(async () => {
  device = await openDevice({ library: 'embedded' });
});
beforeEach(() => {
  noteUsage();
  frames = new FakeFrames();
});
afterEach(() => {
  expect(frames.held).toEqual([]);
  frames.close();
  expectNothingLeft();
});
afterAll(async () => {
  await device.close();
  folder.remove();
});

const names = "{0: 'person', 1: \"men's bag\"}";
const metadata = { task: 'detect', names, imgsz: '[64, 64]', channels: '3', end2end: 'False', stride: '32' };
const anchors = 2000;
/** A person at (cx, 32), of 8 × 8, where cx is 16 in the dark. */
const numbers = { 0: 16, [anchors]: 32, [2 * anchors]: 8, [3 * anchors]: 8, [4 * anchors]: 0.75 };
const raw = { dims: [6, anchors], numbers, bright: 0 } as const;

/** Gray frames of 4 × 1 pixels, each brighter than the one before. */
function* pictures(count: number): Generator<Frame> {
  for (let n = 0; n < count; n += 1) yield frames.make(10 * n);
}

describe('loadYolo', () => {
  it('gives an operator from frames to detections, by the metadata of an ONNX file', async () => {
    const file = folder.write('detector.onnx', detector({ ...raw, metadata }));
    const yolo = await loadYolo(device, file, { load: { slots: 4 } });
    expect(yolo).toMatchObject({ names: ['person', "men's bag"], task: 'detect', imgsz: [64, 64] });
    const seen = await lastValueFrom(
      from(pictures(20)).pipe(
        yolo.detect({ callbackInterval: 3 }),
        map(({ source, detections, index, prepared }) => {
          expect(source.released).toBe(false);
          expect(prepared.scale).toEqual({ x: 16, y: 16 });
          const [found, ...others] = detections;
          expect(others).toEqual([]);
          expect(found).toMatchObject({ classId: 0, name: 'person', score: 0.75 });
          // A quarter of the input is the frame, the rest is 114.
          const mean = (source.pts + 3 * 114) / 4 / 255;
          const [left = 0, top, right = 0, bottom] = found?.box ?? [];
          expect((left + right) / 2).toBeCloseTo((16 + 50 * mean) / 16, 3);
          expect([top, bottom]).toEqual([0.25, 0.75]);
          return [index, source.pts];
        }),
        toArray(),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [i, 10 * i]));
    await yolo.model.close();
  });

  it('takes values with a frame, and leaves it to the caller to retain it', async () => {
    const yolo = await loadYolo(device, folder.write('d.onnx', detector({ ...raw, metadata })));
    const found = await lastValueFrom(
      from([{ camera: 'a', picture: frames.make(0) }]).pipe(
        yolo.detect<{ camera: string; picture: Frame }>({ frame: ({ picture }) => picture }),
      ),
    );
    expect(found).toMatchObject({ source: { camera: 'a' }, detections: [{ classId: 0 }] });
    await yolo.model.close();
  });

  it('takes other thresholds for one pipeline', async () => {
    const file = folder.write('d.onnx', detector({ ...raw, metadata }));
    const yolo = await loadYolo(device, file, { scoreThreshold: 0.8 });
    const count = async (options: object) =>
      (await lastValueFrom(from([frames.make(0)]).pipe(yolo.detect(options)))).detections.length;
    expect(await count({})).toBe(0);
    expect(await count({ scoreThreshold: 0.1, callbackInterval: 1 })).toBe(1);
    expect(await count({ scoreThreshold: 0.1, classes: [1] })).toBe(0);
    expect(() => yolo.detect({ scoreThreshold: 2 })).toThrow(
      'Expected a number from 0 to 1 for `scoreThreshold`',
    );
    expect(() => yolo.detect({ score: 2 } as object)).toThrow('has no option `score`');
    for (const name of ['prepare', 'inputs', 'decode'])
      expect(() => yolo.detect({ [name]: () => [] } as object)).toThrow(
        `detect has no option \`${name}\`: loadYolo chooses it by the metadata`,
      );
    expect(() => yolo.detect({ frame: 1 } as object)).toThrow('a function for `frame` but received 1');
    await yolo.model.close();
  });

  it('stretches frames for an RT-DETR, which it knows by its dims', async () => {
    // One query: centre (0.5, 0.5), 0.5 × 0.25, and the second of three classes.
    const query = { 0: 0.5, 1: 0.5, 2: 0.5, 3: 0.25, 5: 0.75 };
    const three = { ...metadata, names: "['a', 'b', 'c']" };
    const bytes = detector({ dims: [300, 7], numbers: query, metadata: three });
    const yolo = await loadYolo(device, folder.write('rtdetr.onnx', bytes));
    const wide = frames.make(1, { pixelFormat: 'rgb24', width: 200, height: 100 });
    const found = await lastValueFrom(from([wide]).pipe(yolo.detect()));
    expect(found.detections).toEqual([{ box: [50, 37.5, 150, 62.5], score: 0.75, classId: 1, name: 'b' }]);
    await yolo.model.close();
  });

  it('reads the YAML of a folder', async () => {
    const path = mkdtempSync(join(folder.path, 'model-'));
    writeFileSync(join(path, 'yolo.onnx'), detector({ ...raw, metadata: { task: 'lies' } }));
    const yaml =
      "task: detect\nimgsz:\n- 64\n- 64\nnames:\n  0: person\n  1: 'yes'\nargs: {batch: 1}\nend2end: false\n";
    writeFileSync(join(path, 'metadata.yaml'), yaml);
    const yolo = await loadYolo(device, path);
    expect(yolo.names).toEqual(['person', 'yes']);
    await yolo.model.close();
  });
});

/** A device whose models are only described, and what has been done with them. */
function describedDevice(outputs: Readonly<Record<string, readonly number[]>>, input = [1, 3, 64, 64]) {
  const calls: string[] = [];
  const loading: YoloDevice = {
    loadModel: async (path) => {
      calls.push(path);
      return {
        inputs: [{ name: 'images', type: 'float32', dims: input }],
        outputs: Object.entries(outputs).map(([name, dims]) => ({ name, type: 'float32', dims })),
        close: async () => {
          calls.push('close');
        },
      } as unknown as Model;
    },
  };
  return { loading, calls };
}

const raw2 = { output0: [1, 6, 84] };

describe('a folder with an .om file', () => {
  it('has its metadata beside it, whether the file or the folder is named', async () => {
    const path = join(folder.path, 'yolo_ascend_model');
    mkdirSync(path);
    const om = join(path, 'yolo.om');
    writeFileSync(om, '');
    // The twin.
    writeFileSync(join(path, 'yolo.onnx'), '');
    writeFileSync(
      join(path, 'metadata.yaml'),
      'task: pose\nimgsz: [64, 64]\nnames: {0: person}\nkpt_shape: [17, 3]\n',
    );
    for (const given of [path, om]) {
      const { loading, calls } = describedDevice({ output0: [1, 56, 84] });
      expect(await loadYolo(loading, given)).toMatchObject({ task: 'pose', names: ['person'] });
      expect(calls).toEqual([om]);
    }
    writeFileSync(join(path, 'other.om'), '');
    await expect(loadYolo(describedDevice(raw2).loading, path)).rejects.toThrow(
      `Expected one .om or .onnx file in the folder \`${path}\` but received metadata.yaml, other.om, yolo.om, yolo.onnx`,
    );
  });

  it('needs it', async () => {
    const path = mkdtempSync(join(folder.path, 'bare-'));
    writeFileSync(join(path, 'yolo.om'), '');
    const { loading, calls } = describedDevice(raw2);
    await expect(loadYolo(loading, path)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: `Expected the metadata of a model but \`${join(path, 'metadata.yaml')}\` does not exist`,
    });
    writeFileSync(join(path, 'metadata.yaml'), 'names: [a\n');
    await expect(loadYolo(loading, path)).rejects.toThrow(`Expected YAML in ${join(path, 'metadata.yaml')}`);
    writeFileSync(join(path, 'metadata.yaml'), '- a\n');
    await expect(loadYolo(loading, path)).rejects.toThrow('Expected keys and values in');
    writeFileSync(join(path, 'metadata.yaml'), ' '.repeat(2 ** 20 + 1));
    await expect(loadYolo(loading, path)).rejects.toThrow('has more than 1048576 bytes');
    // A small text that would be large: each name has nine of the one before.
    const laughs = [
      'a: &a [x]',
      ...Array.from({ length: 9 }, (_, i) => {
        const [of, to] = ['abcdefghij'[i], 'abcdefghij'[i + 1]];
        return `${to}: &${to} [${new Array(9).fill(`*${of}`).join(', ')}]`;
      }),
    ];
    writeFileSync(join(path, 'metadata.yaml'), laughs.join('\n'));
    await expect(loadYolo(loading, path)).rejects.toThrow('Expected YAML in');
    expect(calls).toEqual([]);
  });
});

describe('metadata that is missing or lies is named', () => {
  type Outputs = Readonly<Record<string, readonly number[]>>;
  const load = async (change: object, options: LoadYoloOptions = {}, outputs: Outputs = raw2) => {
    const entries = Object.entries({ ...metadata, ...change }).filter(([, text]) => text !== undefined);
    const file = folder.write('lying.onnx', detector({ ...raw, metadata: Object.fromEntries(entries) }));
    const { loading, calls } = describedDevice(outputs);
    const problem = await loadYolo(loading, file, options).then(
      () => '',
      (error: Error) => error.message.replace(file, 'FILE'),
    );
    // Whatever was loaded is closed.
    expect(calls.filter((call) => call !== 'close')).toHaveLength(
      calls.length - (problem === '' || calls.length === 0 ? 0 : 1),
    );
    return problem;
  };

  it.each<[object, string]>([
    [
      { names: undefined },
      'Expected the key `names` in the metadata of FILE: the name of each class. It is missing',
    ],
    [
      { task: undefined },
      'Expected the key `task` in the metadata of FILE: one of detect, segment, pose, obb. It is missing',
    ],
    [
      { imgsz: undefined },
      'Expected the key `imgsz` in the metadata of FILE: height and width of the input. It is missing',
    ],
    [
      { task: 'pose' },
      'Expected the key `kpt_shape` in the metadata of FILE: how many points there are, and numbers for each',
    ],
    [
      { task: 'classify' },
      'Expected one of detect, segment, pose, obb for the key `task` in the metadata of FILE but received "classify"',
    ],
    [
      { names: "{0: 'a', 2: 'b'}" },
      'Expected a name for each class from 0 on for the key `names` in the metadata of FILE but received {"0":"a","2":"b"}',
    ],
    [{ names: '{"0": 1}' }, 'Expected a name for each class from 0 on for the key `names`'],
    [
      { names: '{0: person}' },
      'Expected a Python literal for the key `names` in the metadata of FILE. Expected a literal of a Python literal at character 5',
    ],
    [
      { imgsz: '[64]' },
      'Expected height and width of the input for the key `imgsz` in the metadata of FILE but received [64]',
    ],
    [{ imgsz: '[64, 0]' }, 'Expected height and width of the input for the key `imgsz`'],
    [{ end2end: '1' }, 'Expected a boolean for the key `end2end` in the metadata of FILE but received 1'],
    [
      { channels: '4' },
      "Expected 3, as the model's input has it, for the key `channels` in the metadata of FILE but received 4",
    ],
    [
      { imgsz: '[640, 640]' },
      "Expected 64 × 64, as the model's input has it, for the key `imgsz` in the metadata of FILE but received 640 × 640",
    ],
    [
      { names: "{0: 'a', 1: 'b', 2: 'c'}" },
      'Expected [4 + 3, anchors] (raw) or [anchors, 5 + 3] (v5) or [rows, 6] (end2end) of YOLO (task detect, 3 classes by `names`) but output output0 has dims [1, 6, 84]',
    ],
    [
      { task: 'obb' },
      'Expected [4 + 2 + 1, anchors] (raw) or [rows, 6 + 1] (end2end) of YOLO (task obb, 2 classes by `names`)',
    ],
    [
      { end2end: 'True' },
      'Expected [rows, 6] (end2end) of YOLO (task detect, 2 classes by `names`, `end2end` is true)',
    ],
  ])('%j', async (change, message) => {
    expect(await load(change)).toContain(message);
  });

  it('and one channel is one', async () => {
    const file = folder.write('gray.onnx', detector({ ...raw, metadata: { ...metadata, channels: '1' } }));
    const gray = describedDevice(raw2, [1, 1, 64, 64]);
    expect((await loadYolo(gray.loading, file)).imgsz).toEqual([64, 64]);
    await expect(loadYolo(describedDevice(raw2).loading, file)).rejects.toThrow(
      "Expected 3, as the model's input has it, for the key `channels`",
    );
  });

  it('and options take its place', async () => {
    expect(await load({ names: undefined }, { names: ['a', 'b'] })).toBe('');
    expect(await load({ task: 'classify', imgsz: '[640, 640]' }, { task: 'detect', imgsz: [64, 64] })).toBe(
      '',
    );
    expect(await load({ end2end: 'True' }, { end2end: false })).toBe('');
    expect(await load({ task: 'pose' }, { keypoints: [1, 2], names: ['a'] }, { output0: [1, 7, 84] })).toBe(
      '',
    );
    expect(await load({ imgsz: '64' })).toBe('');
    expect(await load({}, { confidence: 1 } as LoadYoloOptions)).toContain(
      'loadYolo has no option `confidence`',
    );
  });

  it('and two classes end to end, or of an RT-DETR, are told apart by the metadata alone', async () => {
    const headOf = async (change: object, options: LoadYoloOptions = {}) => {
      const entries = Object.entries({ ...metadata, ...change }).filter(([, text]) => text !== undefined);
      const bytes = detector({ ...raw, metadata: Object.fromEntries(entries) });
      const { loading } = describedDevice({ output0: [1, 2, 6] });
      const yolo = await loadYolo(loading, folder.write('two.onnx', bytes), options);
      // The second class, and a box that both kinds may have.
      const data = Float32Array.of(0.5, 0.5, 0.75, 0.875, 0.5, 1, 0, 0, 0, 0, 0, 0);
      const outputs = { output0: { type: 'float32', data, dims: [1, 2, 6] } } as const;
      const whole = { left: 0, top: 0, width: 64, height: 64 };
      const prepared = { frame: whole, input: whole, region: whole, scale: { x: 1, y: 1 }, ...whole };
      const [found] = await yolo.decode({ outputs, prepared });
      return found?.score === 1 ? 'rtdetr' : 'end2end';
    };
    const no = "{'nms': False, 'batch': 1}";
    expect(await headOf({ args: no })).toBe('rtdetr');
    expect(await headOf({ end2end: 'True', args: no })).toBe('end2end');
    // With suppression in the graph `end2end` is False.
    expect(await headOf({ args: "{'nms': True}" })).toBe('end2end');
    expect(await headOf({ args: "{'nms': True}", end2end: undefined })).toBe('end2end');
    expect(await headOf({}, { head: 'end2end' })).toBe('end2end');
    expect(await headOf({}, { head: 'rtdetr' })).toBe('rtdetr');
    for (const change of [
      {},
      { end2end: undefined },
      { end2end: undefined, args: no },
      { args: "{'nms': False, 'data': PosixPath('/a')}" },
    ])
      await expect(headOf(change)).rejects.toThrow(
        'with dims [1, 2, 6] and two classes may be end to end of YOLO, or of an RT-DETR, and `end2end` and `args` (`nms`)',
      );
    expect(await load({}, { head: 'rtdetr' }, { output0: [1, 300, 7] })).toContain('one output of RT-DETR');
  });

  it('whichever bits of the file are wrong', async () => {
    const whole = Buffer.from(detector({ dims: [6, 84], numbers: {}, metadata }));
    const begin = whole.indexOf('task') - 12;
    const seed = Date.now() % 2 ** 31;
    process.stdout.write(`damaged metadata: seed ${seed}\n`);
    const flips = fc.array(fc.tuple(fc.integer({ min: begin, max: whole.length - 1 }), fc.nat(7)), {
      ...{ minLength: 1, maxLength: 3 },
    });
    const property = fc.asyncProperty(flips, async (all) => {
      const bytes = Buffer.from(whole);
      for (const [at, bit] of all) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const { loading } = describedDevice(raw2);
      try {
        await loadYolo(loading, folder.write('damaged.onnx', bytes));
      } catch (error) {
        const isOurs = error instanceof AscendRxError && error.code === 'ERR_MODEL_FILE';
        if (!isOurs && !(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
        expect((error as Error).message).toMatch(/^Expected /);
      }
    });
    await fc.assert(property, { numRuns: 300, seed });
  });
});

it.each<[unknown, string]>([
  ['/nowhere/yolo.onnx', 'Expected a model file but `/nowhere/yolo.onnx` does not exist'],
  ['/nowhere/yolo.om', 'Expected the metadata of a model but `/nowhere/metadata.yaml` does not exist'],
  [7, 'Expected the name of a file or folder for `path` but received 7'],
])('loadYolo(device, %j) is refused', async (path, message) => {
  await expect(loadYolo(describedDevice(raw2).loading, path as string)).rejects.toThrow(message);
});
