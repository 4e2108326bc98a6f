import { AclError } from '@ascend-rx/core';
import { isOfflineModel, readOfflineModel } from '@ascend-rx/native/om';
import type { Command } from '../command/command.js';
import { inspectOfflineModel } from './inspect/inspect-offline-model.js';
import { inspectOnnxModel } from './inspect/inspect-onnx-model.js';

/** The code of the embedded runtime for a file that is no model. */
const parseFailed = 100013;

/** `ascend-rx inspect MODEL`: the inputs and outputs of a model, its gears, and what else an offline model says of itself. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'print the inputs, outputs and gears of a model (ONNX or .om)',
  positionals: ['MODEL'],
  options: {
    json: {
      help:
        'print one JSON object: inputs and outputs, each with name, type, dims, bytes; gears: batch, hw or\n' +
        'dims, or null; and, of an .om file, what else it says: chip, versions, memory, partitions',
    },
  },
  notes:
    'Dims and bytes are those of one value: `batchSize` puts several values into one execution. A model without\n' +
    'gears takes one value at a time. An .om file is read without a device and without its weights.',

  async run([file = ''], options) {
    const isJson = options.has('json');
    if (await isOfflineModel(file)) {
      console.log(await inspectOfflineModel(file, isJson));
      return 0;
    }
    try {
      console.log(await inspectOnnxModel(file, isJson));
    } catch (error) {
      // No ONNX file either: what the reader of offline models says is of more use.
      if (error instanceof AclError && error.code === parseFailed && /\.om$/i.test(file)) {
        await readOfflineModel(file);
      }
      throw error;
    }
    return 0;
  },
};
