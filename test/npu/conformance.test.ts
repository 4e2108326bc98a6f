// The conformance suite over a real NPU: run by `npm run test:device`, never by `npm test`.
import type { Device as CoreDevice } from '@ascend-rx/core';
import { describeDevice } from '@ascend-rx/core/testing';
import { type Device, openDevice } from '@ascend-rx/native';

const { ASCEND_RX_NPU_MODEL: path = '', ASCEND_RX_NPU_BATCH_MODEL: batched } = process.env;

describeDevice('the NPU', {
  open: () => openDevice(),
  loadModel: (device: CoreDevice, options) => (device as Device).loadModel(path, options),
  ...(batched ? { loadBatchModel: (device: CoreDevice) => (device as Device).loadModel(batched) } : {}),
});
