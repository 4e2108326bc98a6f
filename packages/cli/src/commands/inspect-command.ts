import type { TensorInfo } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import type { Command } from '../command/command.js';
import { table } from '../terminal/index.js';

/** `ascend-rx inspect MODEL`: the inputs and outputs of a model. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'print the inputs and outputs of a model',
  positionals: ['MODEL'],
  options: { json: { help: 'print one JSON object: inputs and outputs, each with name, type, dims, bytes' } },

  async run([file = ''], options) {
    await using device = await openDevice();
    const { inputs, outputs } = await device.loadModel(file);
    if (options.has('json')) {
      console.log(JSON.stringify({ inputs: inputs.map(plain), outputs: outputs.map(plain) }));
    } else {
      console.log(
        table([
          ['', 'name', 'type', 'dims', 'bytes'],
          ...inputs.map((info) => ['input', ...cells(info)]),
          ...outputs.map((info) => ['output', ...cells(info)]),
        ]),
      );
    }
    return 0;
  },
};

const plain = ({ name, type, dims, bytes }: TensorInfo): TensorInfo => ({ name, type, dims, bytes });

const cells = ({ name, type, dims, bytes }: TensorInfo): (string | number)[] => [
  name,
  type,
  dims.join('×') || 'scalar',
  bytes,
];
