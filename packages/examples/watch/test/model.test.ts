// The shipped detector: what its folder says.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDevice } from '@ascend-rx/native';
import { describe, expect, it } from '@jest/globals';
import { shapeNames } from '../src/scene/scene.js';
import { metadataOf, toPython, toYaml } from '../src/training/metadata.js';
import { multiplications, readNetwork } from '../src/training/network.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const bytes = readFileSync(path('model/shapes.onnx'));
const yaml = readFileSync(path('model/metadata.yaml'), 'utf8');

describe('the shipped detector', () => {
  it('should be small in bytes and in work', async () => {
    expect(bytes.length).toBeLessThan(2_000_000);
    expect(multiplications(await readNetwork())).toBeLessThan(600e6);
  });

  it('should have its metadata beside it, as Ultralytics lays it out', async () => {
    const date = /^date: "(.*)"$/m.exec(yaml)?.[1] ?? '';
    const network = await readNetwork();
    const metadata = await metadataOf(network, new Date(date));
    expect(yaml).toBe(toYaml(metadata));
    expect(network.names).toEqual(shapeNames);
    expect(toPython(metadata)).toMatchObject({
      imgsz: '[640, 640]',
      names: "{0: 'circle', 1: 'heart', 2: 'square', 3: 'star', 4: 'triangle'}",
      end2end: 'False',
      stride: '32',
      task: 'detect',
    });
    // Keys and values stand in the file as they are.
    for (const [key, value] of Object.entries(toPython(metadata))) {
      expect(bytes.includes(key) && bytes.includes(value)).toBe(true);
    }
  });

  it('should be what device.loadModel takes, with gears for batches', async () => {
    const device = await openDevice();
    try {
      const model = await device.loadModel(path('model/shapes.onnx'));
      expect(model.batchSizes).toEqual([1, 2, 4]);
      expect(model.inputs).toMatchObject([{ name: 'images', type: 'float32', dims: [1, 3, 640, 640] }]);
      expect(model.outputs).toMatchObject([{ name: 'output0', type: 'float32', dims: [1, 9, 8400] }]);
    } finally {
      await device.close();
    }
  });
});
