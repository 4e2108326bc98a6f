import { dirname } from 'node:path';
import { paths } from '@ascend-rx/native';
import type { Command } from '../command/command.js';
import type { OptionValues } from '../options/index.js';
import { table } from '../terminal/index.js';

/** `ascend-rx paths`: where headers, embedded runtime, ONNX Runtime and addon are. */
export const pathsCommand: Command = {
  name: 'paths',
  summary: 'print where headers, embedded runtime, ONNX Runtime and addon are',
  positionals: [],
  options: {
    json: { help: 'print one JSON object: include, library, onnxruntime, addon' },
    cflags: { help: 'print what a compiler needs to find the headers' },
    libs: { help: 'print what a linker needs for the embedded runtime' },
  },
  notes: 'g++ -pthread $(ascend-rx paths --cflags) program.cc $(ascend-rx paths --libs)',

  run(_positionals, options) {
    const { include, library, onnxruntime = null, addon } = paths();
    const flags = compilerFlags(options);
    if (flags.length > 0) {
      console.log(flags.join(' '));
    } else if (options.has('json')) {
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
    return 0;
  },
};

/** Flags in the form that pkg-config prints. */
function compilerFlags(options: OptionValues): string[] {
  const { include, library } = paths();
  const folder = dirname(library);
  return [
    ...(options.has('cflags') ? [`-I${include}`] : []),
    ...(options.has('libs') ? [`-L${folder}`, '-lascendcl', `-Wl,-rpath,${folder}`] : []),
  ];
}
