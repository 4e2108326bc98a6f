// Which AscendCL libraries to try, in which order.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expected } from '@ascend-rx/core/device';
import { addon, type LibraryCandidate } from './addon.js';
import { type EmbeddedSettings, settingsOfEnvironment } from './embedded-settings.js';
import { paths } from './paths.js';

// Up to CANN 8.3 libascendcl.so has every function; since 8.5 they live in the other two.
const fileNames = ['libascendcl.so', 'libacl_rt.so', 'libacl_mdl.so'];

// Letters from an e or an m to a d: what 'embedded' becomes by a slip. Names of libraries have an ending or a folder.
const misspelt = /^[em][a-z]*d$/i;

// Where the toolkit's set-up scripts point, then where its installers put it.
const toolkitVariables = ['ASCEND_HOME_PATH', 'ASCEND_TOOLKIT_HOME'];
const toolkitFolders = [
  '/usr/local/Ascend/cann',
  '/usr/local/Ascend/ascend-toolkit/latest',
  '/usr/local/Ascend/nnrt/latest',
];

/**
 * The places to look for AscendCL. If an option or the environment variable names a library, that one is the only one: to
 * use another one silently would be a surprise. Otherwise this machine's own libraries, then the embedded runtime.
 *
 * @param library `'embedded'`, a path, or undefined for the environment variable `ASCEND_RX_LIBRARY`, which
 *   takes the same values
 * @param settings settings of the embedded runtime, which is the only place then
 * @throws TypeError for a misspelt `'embedded'`
 */
export function libraryCandidates(
  library: string | undefined,
  settings: EmbeddedSettings | undefined,
): LibraryCandidate[] {
  if (settings) return [{ ...embedded(settings), config: embeddedConfig(settings) }];
  const fromOption = library !== undefined;
  const asked = library ?? (process.env.ASCEND_RX_LIBRARY || undefined);
  if (asked === 'embedded') return [embedded()];
  if (asked !== undefined) {
    if (misspelt.test(asked)) {
      const wrong = expected("'embedded' or a path", fromOption ? 'library' : 'ASCEND_RX_LIBRARY', asked);
      throw new TypeError(`${wrong}: did you mean 'embedded'?`);
    }
    const origin = fromOption ? 'option `library`' : 'environment variable ASCEND_RX_LIBRARY';
    const isEmbedded = asked === paths().library;
    if (isEmbedded) silenceOnnxRuntime();
    return [{ origin: `${origin} (${asked})`, files: [asked], embedded: isEmbedded }];
  }
  return [...installed(), embedded()];
}

function embedded(settings: EmbeddedSettings = {}): LibraryCandidate {
  silenceOnnxRuntime();
  const queueDepth =
    settings.queueDepth ?? settingsOfEnvironment().queueDepth ?? addon().protocol.embeddedQueueDepth;
  return {
    origin: 'embedded runtime',
    files: [paths().library],
    embedded: true,
    defaultConfig: embeddedConfig({}),
    // An execution has up to three tasks, and its group's callback is one more.
    credit: Math.floor(queueDepth / 4),
  };
}

// The embedded runtime's ONNX Runtime would write to the home folder and send events. The embedded runtime sets the variable,
// too, but its threads must not change the environment while JavaScript reads it: Node has a lock for that. A value of the
// user's stands.
function silenceOnnxRuntime(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/** A CPU has one memory: by default nothing is copied between host and device. */
function embeddedConfig(settings: EmbeddedSettings): string {
  const { runMode = 'device' } = settingsOfEnvironment();
  return JSON.stringify({ embedded: { runMode, ...settings } });
}

function installed(): LibraryCandidate[] {
  const folders = [...toolkitVariables.map((name) => process.env[name] ?? ''), ...toolkitFolders]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'lib64'))
    .filter((folder) => existsSync(folder));
  const places = folders.map((folder) => ({
    origin: folder,
    files: fileNames.map((name) => join(folder, name)),
  }));
  return [...places, { origin: 'system libraries', files: fileNames }].map((place) => ({
    ...place,
    embedded: false,
  }));
}
