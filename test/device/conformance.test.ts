// The conformance suite over the embedded runtime, plain and in the guise of one with faults.
import type { Device as Port } from '@ascend-rx/core';
import { describeDevice, withFaults } from '@ascend-rx/core/testing';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll } from '@jest/globals';
import { batchedIdentity, identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const file = folder.write('identity.onnx', identity());
// Larger than what is copied at submission: lent.
const large = folder.write('large.onnx', identity('float32', [1, 4096]));
const batched = folder.write('batched.onnx', batchedIdentity([1, 2, 4]));

afterAll(() => folder.remove());

const setup = (path: string, open: () => Promise<Device>) => ({
  open,
  loadModel: (device: Port, options: object) => (device as Device).loadModel(path, options),
  loadBatchModel: (device: Port) => (device as Device).loadModel(batched),
});
const open = () => openDevice({ library: 'embedded' });

describeDevice('the embedded runtime', setup(file, open));

describeDevice('the embedded runtime, with large tensors', setup(large, open));

describeDevice(
  'the embedded runtime, with faults that nobody notices',
  setup(file, async () => withFaults(await open(), { random: { seed: 7, late: [0.1, 1], twice: 0.3 } })),
);
