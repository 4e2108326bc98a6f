import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { paths } from '@ascend-rx/native';
import type { Command } from '../command/command.js';
import { type OptionValues, UsageError } from '../options/index.js';
import { table } from '../terminal/index.js';

/** `ascend-rx paths`: where headers, embedded runtime, ONNX Runtime and addon are, and which of them are not there. */
export const pathsCommand: Command = {
  name: 'paths',
  summary: 'print where headers, embedded runtime, ONNX Runtime and addon are',
  positionals: [],
  options: {
    json: { help: 'print one JSON object: include, library, onnxruntime, addon; null: it is not there' },
    cflags: { help: 'print what a compiler needs to find the headers' },
    libs: { help: 'print what a linker needs for the embedded runtime' },
  },
  notes: 'g++ -pthread $(ascend-rx paths --cflags) program.cc $(ascend-rx paths --libs)',

  run(_positionals, options) {
    const flags = compilerFlags(options);
    if (flags.length > 0) {
      console.log(flags.join(' '));
      return 0;
    }
    const { include, library, onnxruntime, addon } = paths();
    if (options.has('json')) {
      const present = (file: string) => (existsSync(file) ? file : null);
      const files = { library: present(library), onnxruntime: onnxruntime ?? null, addon: present(addon) };
      console.log(JSON.stringify({ include, ...files }));
    } else {
      const built = (file: string) => (existsSync(file) ? file : `not built (${remedy()}): ${file}`);
      console.log(
        table([
          ['include', include],
          ['library', built(library)],
          ['onnxruntime', onnxruntime ?? 'not installed (npm install onnxruntime-node)'],
          ['addon', built(addon)],
        ]),
      );
    }
    return 0;
  },
};

/**
 * Flags in the form that pkg-config prints.
 *
 * @throws UsageError for flags of a library that has not been built, since the linker's message would not say why
 */
function compilerFlags(options: OptionValues): string[] {
  const asked = ['cflags', 'libs'].filter((name) => options.has(name));
  if (asked.length > 0 && options.has('json')) {
    throw new UsageError(`--json cannot be combined with --${asked[0]}, which prints flags`);
  }
  const { include, library } = paths();
  if (options.has('libs') && !existsSync(library)) {
    throw new UsageError(`the embedded runtime has not been built: ${remedy()}; there is no ${library}`);
  }
  const folder = dirname(library);
  return [
    ...(options.has('cflags') ? [`-I${include}`] : []),
    ...(options.has('libs') ? [`-L${folder}`, '-lascendcl', `-Wl,-rpath,${folder}`] : []),
  ];
}

/** How to build what is missing. */
function remedy(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('@ascend-rx/native/package.json'));
  return `run "npx cmake-js compile" in ${folder}`;
}
