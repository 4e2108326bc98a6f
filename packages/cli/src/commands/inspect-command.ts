import type { TensorInfo } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import type { Command } from '../command/command.js';
import { table } from '../terminal/index.js';

/** `ascend-rx inspect MODEL`: the inputs and outputs of a model, and its gears: the batch sizes that it can execute. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'print the inputs, outputs and batch sizes of a model',
  positionals: ['MODEL'],
  options: {
    json: {
      help:
        'print one JSON object: inputs and outputs, each with name, type, dims, bytes;\n' +
        'batchSizes: the gears, or null',
    },
  },
  notes:
    'Dims and bytes are those of one value: `batchSize` puts several values into one execution. A model without\n' +
    'gears takes one value at a time.',

  async run([file = ''], options) {
    await using device = await openDevice();
    const { inputs, outputs, batchSizes } = await device.loadModel(file);
    if (options.has('json')) {
      console.log(
        JSON.stringify({
          inputs: inputs.map(plain),
          outputs: outputs.map(plain),
          batchSizes: batchSizes ?? null,
        }),
      );
    } else {
      console.log(
        table([
          ['', 'name', 'type', 'dims', 'bytes'],
          ...inputs.map((info) => ['input', ...cells(info)]),
          ...outputs.map((info) => ['output', ...cells(info)]),
        ]),
      );
      console.log(`\ngears   ${batchSizes ? `batch sizes ${batchSizes.join(', ')}` : 'none'}`);
    }
    return 0;
  },
};

const plain = ({ name, type, dims, bytes }: TensorInfo) => ({ name, type, dims, bytes });

const cells = ({ name, type, dims, bytes }: TensorInfo): (string | number)[] => [
  name,
  type,
  dims.join('×') || 'scalar',
  bytes,
];
