// Who takes part in the benchmark, and how each is started.
import { fileURLToPath } from 'node:url';
import { buildFolder } from '../addon.js';
import { paths } from '../paths.js';
import { ContenderProcess } from './contender-process.js';
import type { ContenderSettings } from './contender-settings.js';

/**
 * `ours`: this library. `sequential` and `concurrent`: onnxruntime-node, with one or with many calls of `run` at once.
 * `recipe`: a C++ program over the embedded runtime. `bare`: ONNX Runtime's own Run, in C++.
 */
export type ContenderName = 'ours' | 'sequential' | 'concurrent' | 'recipe' | 'bare';

const script = (name: string) => fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url));

function commandOf(name: ContenderName): [string, ...string[]] {
  if (name === 'ours') return [process.execPath, script('ours')];
  if (name === 'sequential' || name === 'concurrent') return [process.execPath, script('peer'), name];
  return [`${buildFolder}contender`, name];
}

/** Starts a contender in a process of its own, and makes it ready. */
export async function startContender(
  name: ContenderName,
  settings: ContenderSettings,
): Promise<ContenderProcess> {
  // As openDevice() has it for `ours`.
  const embedded = JSON.stringify({ runMode: 'device', threads: settings.threads });
  const contender = new ContenderProcess(commandOf(name), {
    ...plainEnvironment(),
    ASCEND_RX_ONNXRUNTIME: paths().onnxruntime,
    ...((name === 'recipe' || name === 'bare') && { ASCEND_RX_EMBEDDED: embedded }),
  });
  try {
    await contender.begin(settings);
    return contender;
  } catch (error) {
    await contender.end();
    throw error;
  }
}

/** The environment without what this library reads there. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ASCEND_RX_')));
}
