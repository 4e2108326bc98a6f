// The conformance suite over the embedded runtime, plain and with faults on top.
import type { Device as CoreDevice } from '@ascend-rx/core';
import { type DeviceSetup, describeDevice } from '@ascend-rx/core/testing';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll } from '@jest/globals';
import { batchedIdentity, failingIdentity, identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const file = folder.write('identity.onnx', identity());
// Inputs that are lent, outputs that are given away.
const large = folder.write('large.onnx', identity('float32', [1, 16_384]));
const failing = folder.write('failing.onnx', failingIdentity());
const anySize = folder.write('any-size.onnx', identity('float32', ['rows', 'columns']));
const batched = folder.write('batched.onnx', batchedIdentity([1, 2, 4]));

afterAll(() => folder.remove());

const setup = (path: string): DeviceSetup => ({
  open: () => openDevice({ library: 'embedded' }),
  loadModel: (device: CoreDevice, options) => (device as Device).loadModel(path, options),
  loadBatchModel: (device: CoreDevice) => (device as Device).loadModel(batched),
  loadDynamicModel: (device: CoreDevice, options) => (device as Device).loadModel(anySize, options),
  loadFailingModel: (device: CoreDevice, options) => (device as Device).loadModel(failing, options),
});

describeDevice('the embedded runtime', setup(file));

describeDevice('the embedded runtime, with large tensors', setup(large));

describeDevice('the embedded runtime, with faults that nobody notices', {
  ...setup(file),
  faults: { random: { seed: 7, late: [0.1, 1], twice: 0.3 } },
});
