import { paths } from '../paths.js';
import type { Command } from './command.js';
import { table } from './table.js';

/** `ascend-rx paths`: where headers, embedded runtime, ONNX Runtime and addon are. */
export const pathsCommand: Command = {
  name: 'paths',
  summary: 'print where headers, embedded runtime, ONNX Runtime and addon are',
  positionals: [],
  options: { json: { help: 'print one JSON object: include, library, onnxruntime, addon' } },

  run(_positionals, options) {
    const { include, library, onnxruntime = null, addon } = paths();
    if (options.has('json')) {
      console.log(JSON.stringify({ include, library, onnxruntime, addon }));
    } else {
      const missing = 'not installed (npm install onnxruntime-node)';
      console.log(
        table([
          ['include', include],
          ['library', library],
          ['onnxruntime', onnxruntime ?? missing],
          ['addon', addon],
        ]),
      );
    }
    return Promise.resolve(0);
  },
};
