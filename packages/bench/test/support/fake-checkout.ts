import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dependency = (name: string) =>
  realpathSync(fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)));

/**
 * Makes the folder of a checkout whose packages compute nothing: loading a model and running inferences is what `core` says.
 *
 * @param core the source of its `@ascend-rx/core`, an ES module that exports `infer` and `inferFrom`
 * @return the folder
 */
export function fakeCheckout(folder: string, core: string): string {
  const write = (file: string, text: string) => {
    const path = join(folder, 'packages/native', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const manifest = (name: string) =>
    JSON.stringify({
      name,
      type: 'module',
      exports: { '.': './index.js', './package.json': './package.json' },
    });
  write('package.json', manifest('@ascend-rx/native'));
  write(
    'index.js',
    `const model = { inputs: [{ name: 'x', type: 'float32', dims: [1, 16], bytes: 64 }] };
     export const openDevice = async () => ({ loadModel: async () => model, close: async () => {} });`,
  );
  write('build/Release/ascend_rx.node', '');
  write('build/Release/libascendcl.so', '');
  write('node_modules/@ascend-rx/core/package.json', manifest('@ascend-rx/core'));
  write('node_modules/@ascend-rx/core/index.js', core);
  for (const name of ['rxjs', 'onnxruntime-node']) {
    symlinkSync(dependency(name), join(folder, 'packages/native/node_modules', name));
  }
  return folder;
}
