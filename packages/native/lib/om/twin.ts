// The ONNX twin of an offline model: the file that the offline model was compiled from. The embedded runtime runs the twin,
// because no CPU can run what was compiled for a chip.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { settingsOfEnvironment } from '../embedded-settings.js';
import { externalDataNames } from '../external-data.js';
import type { TwinFiles } from '../model-file.js';
import type { OnnxSignature } from '../onnx/signature/onnx-signature.js';
import { readOnnxSignature } from '../onnx/signature/read-onnx-signature.js';
import { TooMuch } from '../reading/malformed.js';
import { modelPath } from '../reading/model-path.js';
import { withRegularFile } from '../reading/open-regular-file.js';
import { compareWithTwin, type TwinDifference, type TwinSignature } from './compare-with-twin.js';
import { beginsOffline, isOfflineModel } from './is-offline-model.js';
import type { OfflineModel } from './offline-model.js';
import { readOpened } from './read-offline-model.js';

/** The file at `path` as an offline model. Undefined: it does not begin as one. @throws as readOfflineModel() */
export async function offlineModelAt(given: string, path: string): Promise<OfflineModel | undefined> {
  return await withRegularFile(given, path, async (file) =>
    (await beginsOffline(file)) ? await readOpened(file, given) : undefined,
  );
}

/** Where the twin is: the path as the user knows it, and the absolute one. */
export interface TwinPath {
  readonly given: string;
  readonly path: string;
  /** Whether the user has named it. */
  readonly isNamed: boolean;
}

/**
 * Where the twin of an offline model should be: where the user says; in the folder of twins, if it is there; or beside the
 * offline model: `detector.onnx` beside `detector.om`.
 *
 * @param file path of the offline model
 * @param twin path of the twin, where the user has named one
 * @param folder of twins, which a setting of the embedded runtime names
 */
export function twinPath(file: string, twin?: string, folder?: string): TwinPath {
  if (twin !== undefined) return { given: twin, path: modelPath(twin), isNamed: true };
  const beside = `${file.replace(/\.om$/i, '')}.onnx`;
  const inFolder = folder && join(folder, basename(beside));
  const given = inFolder && existsSync(inFolder) ? inFolder : beside;
  return { given, path: modelPath(given), isNamed: false };
}

/** @throws AscendRxError ERR_MODEL_FILE with what was looked for, when it is not there or an offline model, too */
export async function assertTwinExists(
  file: string,
  twin: TwinPath,
  chip: string | undefined,
): Promise<void> {
  if (await exists(twin.path)) {
    if (!(await isOfflineModel(twin.path))) return;
    throw new AscendRxError(
      'ERR_MODEL_FILE',
      `Expected the ONNX file that \`${file}\` was compiled from but \`${twin.given}\` is an offline model, too, ` +
        'which no CPU can run. Name the ONNX file it was compiled from.',
    );
  }
  const remedy = twin.isNamed
    ? 'Name the ONNX file it was compiled from.'
    : 'Put the ONNX file it was compiled from there, or name it with the option `twin`.';
  throw new AscendRxError(
    'ERR_MODEL_FILE',
    `Expected an ONNX file to run in the place of \`${file}\`, which is an offline model` +
      `${chip === undefined ? '' : ` for ${chip}`} that no CPU can run, but there is no \`${twin.path}\`. ${remedy}`,
  );
}

/**
 * What the ONNX file consists of and declares, if it leaves sizes open that the offline model has; else undefined. The embedded
 * runtime gives them their sizes where it finds the twin itself: beside the offline model.
 */
export async function twinOfOpenSizes(
  offline: OfflineModel,
  { path, isNamed }: TwinPath,
): Promise<TwinFiles | undefined> {
  if (isNamed || offline.gears) return undefined;
  const declared = await signatureOf(path);
  const leavesOpen =
    !declared.isWhole ||
    offline.inputs.some(({ name, dims }) => {
      const inFile = declared.inputs.find((input) => input.name === name)?.dims;
      return inFile?.some((dim, i) => typeof dim === 'string' && (dims[i] ?? -1) >= 0);
    });
  return leavesOpen ? { files: [path, `${path}.gears.json`, ...declared.externalData], declared } : undefined;
}

/** Without inputs and outputs where there is too much to look at: then the runtime finds out what is open. */
async function signatureOf(path: string): Promise<OnnxSignature & { isWhole: boolean }> {
  try {
    return { ...(await readOnnxSignature(path)), isWhole: true };
  } catch (error) {
    if (!((error as Error).cause instanceof TooMuch)) throw error;
    const names = await withRegularFile(path, path, externalDataNames);
    const externalData = names.map((name) => resolve(dirname(path), name));
    return { inputs: [], outputs: [], externalData, isWhole: false };
  }
}

/**
 * Finds the twin of an offline model: the ONNX file that it was compiled from, which the embedded runtime runs in its place.
 *
 * @param file path of the offline model
 * @param twin path of the twin. Default: the file with its name and `.onnx` in the place of `.om`, in the folder `twins` of
 *   `ASCEND_RX_EMBEDDED` or beside it
 * @param chip for which the offline model was compiled, for the message
 * @return its path: absolute only where that of the offline model is
 * @throws AscendRxError ERR_MODEL_FILE with what was looked for, when it is not there or an offline model, too
 */
export async function findTwin(file: string, twin?: string, chip?: string): Promise<string> {
  const place = twinPath(file, twin, settingsOfEnvironment().twins);
  await assertTwinExists(file, place, chip);
  return place.given;
}

/** @throws AscendRxError ERR_MODEL_FILE that lists what differs */
export function assertTwin(
  given: string,
  offline: OfflineModel,
  twin: TwinPath,
  signature: TwinSignature,
): void {
  const differences = compareWithTwin(offline, signature);
  if (differences.length === 0) return;
  throw new AscendRxError(
    'ERR_MODEL_FILE',
    [
      `Expected \`${twin.given}\` to be the ONNX file that \`${given}\` was compiled from, but they differ:`,
      ...differences.map((difference) => `  - ${differenceText(difference, given, twin.given)}`),
      twinRemedy(differences, offline.gears, twin.given),
    ].join('\n'),
  );
}

/** What to do about differences: a sentence. @param twin path of the ONNX file */
export function twinRemedy(
  differences: readonly TwinDifference[],
  gears: OfflineModel['gears'],
  twin: string,
): string {
  if (gears && differences.every(({ kind }) => kind === 'gears')) {
    return `Declare the same gears: write ${JSON.stringify(gears)} to the file ${twin}.gears.json.`;
  }
  return 'Take the ONNX file that was compiled, and give its symbolic dims the sizes that ATC was given.';
}

function differenceText(difference: TwinDifference, om: string, onnx: string): string {
  const { kind, index, name, what, offline, twin } = difference;
  const where =
    index === undefined ? (kind === 'gears' ? kind : `${kind}s`) : `${kind} ${index} (\`${name}\`)`;
  return `${where}: ${kind === what ? '' : `${what} `}${offline} in ${basename(om)}, ${twin} in ${basename(onnx)}`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return (
      (error as NodeJS.ErrnoException).code !== 'ENOENT' &&
      (error as NodeJS.ErrnoException).code !== 'ENOTDIR'
    );
  }
}
