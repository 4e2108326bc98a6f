import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paths } from '@ascend-rx/native';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import { ContenderProcess } from './contender-process.js';
import { plainEnvironment } from './plain-environment.js';
import { thisCheckout } from './this-checkout.js';

/**
 * `ours`: this library. `sequential` and `concurrent`: onnxruntime-node, with one or with many calls of `run` at once.
 * `recipe`: a C++ program over the embedded runtime. `bare`: ONNX Runtime's own Run, called from C++.
 */
export type ContenderName = 'ours' | 'sequential' | 'concurrent' | 'recipe' | 'bare';

/**
 * Starts a contender in a process of its own and lets it load its model.
 *
 * @param checkout for `ours`: the folder of the checkout whose packages it uses
 */
export async function startContender(
  name: ContenderName,
  settings: ContenderSettings,
  checkout = thisCheckout,
): Promise<ContenderProcess> {
  const command = commandOf(name, checkout);
  const process = new ContenderProcess(name, command, environmentOf(name, settings));
  try {
    await process.begin(settings);
    return process;
  } catch (error) {
    await process.end();
    throw error;
  }
}

function commandOf(name: ContenderName, checkout: string): [string, ...string[]] {
  const script = (file: string) => fileURLToPath(new URL(`../contenders/${file}`, import.meta.url));
  switch (name) {
    case 'ours':
      return [process.execPath, script('ours.js'), checkout];
    case 'sequential':
    case 'concurrent':
      return [process.execPath, script('onnxruntime-node.js'), name];
    case 'recipe':
    case 'bare':
      // The native build puts it beside the embedded runtime.
      return [join(dirname(paths().library), 'contender'), name];
  }
}

function environmentOf(name: ContenderName, { threads }: ContenderSettings): NodeJS.ProcessEnv {
  const environment = plainEnvironment();
  if (name !== 'recipe' && name !== 'bare') return environment;
  return {
    ...environment,
    ASCEND_RX_ONNXRUNTIME: paths().onnxruntime,
    // The same settings that openDevice() gives the embedded runtime for `ours`.
    ASCEND_RX_EMBEDDED: JSON.stringify({ runMode: 'device', threads }),
  };
}
