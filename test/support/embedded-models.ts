// The set-up of a test file that loads models into one embedded runtime. Its hooks are those of the file.
import type { Model } from '@ascend-rx/core';
import { assertBalanced, assertSettled } from '@ascend-rx/core/testing';
import { type Device, type LoadOptions, openDevice } from '@ascend-rx/native';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { TemporaryFolder } from './temporary-folder.js';

/** Loads the bytes of an ONNX file. The model is closed after the test, and its ledger is checked before and after that. */
export type LoadModel = (bytes: Uint8Array, options?: LoadOptions) => Promise<Model>;

/**
 * Opens a device before all tests of the file, and closes it after them.
 *
 * @return `load`, and the folder of the model files, which is removed after all tests
 */
export function embeddedModels(): { readonly load: LoadModel; readonly folder: TemporaryFolder } {
  const folder = new TemporaryFolder();
  const models: Model[] = [];
  let device: Device;
  beforeAll(async () => {
    device = await openDevice({ library: 'embedded' });
  });
  afterEach(async () => {
    for (const model of models.splice(0)) {
      assertBalanced(model);
      await model.close();
      assertSettled(model);
    }
  });
  afterAll(async () => {
    await device.close();
    folder.remove();
  });
  const load: LoadModel = async (bytes, options = {}) => {
    const model = await device.loadModel(folder.write('model', bytes), options);
    models.push(model);
    return model;
  };
  return { load, folder };
}
