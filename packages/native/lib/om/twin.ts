// The ONNX twin of an offline model: the file that the offline model was compiled from. The embedded runtime runs the twin,
// because no CPU can run what was compiled for a chip.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { modelPath } from '../reading/model-path.js';
import { openRegularFile } from '../reading/open-regular-file.js';
import { compareWithTwin, type TwinDifference, type TwinSignature } from './compare-with-twin.js';
import type { OfflineModel } from './offline-model.js';
import { isOfflineModel } from './read-header.js';
import { readOpened } from './read-offline-model.js';

/** The file at `path` as an offline model. Undefined: it does not begin as one. @throws as readOfflineModel() */
export async function offlineModelAt(given: string, path: string): Promise<OfflineModel | undefined> {
  const file = await openRegularFile(given, path);
  try {
    const begin = new Uint8Array(4);
    const { bytesRead } = await file.read(begin, 0, 4, 0);
    if (bytesRead < 4 || !isOfflineModel(begin)) return undefined;
    return await readOpened(file, given);
  } finally {
    await file.close();
  }
}

/** A path as the user knows it, and the absolute one. */
export interface TwinPath {
  readonly given: string;
  readonly path: string;
}

/**
 * Finds the twin of an offline model: the file that is named, or `detector.onnx` beside `detector.om`.
 *
 * @param given path of the offline model as the user gave it
 * @param path its absolute path
 * @param twin path of the twin, where the user has named one
 * @throws AscendRxError ERR_MODEL_FILE with what was looked for, when it is not there
 */
export async function findTwin(
  given: string,
  path: string,
  { chip }: Pick<OfflineModel, 'chip'>,
  twin: string | undefined,
): Promise<TwinPath> {
  const found =
    twin === undefined
      ? { given: twinName(given), path: twinName(path) }
      : { given: twin, path: modelPath(twin) };
  if (await exists(found.path)) return found;
  const remedy =
    twin === undefined
      ? 'Put the ONNX file it was compiled from there, or name it with the option `twin`.'
      : 'Name the ONNX file it was compiled from, or leave the option `twin` out.';
  throw new AscendRxError(
    'ERR_MODEL_FILE',
    `Expected an ONNX file to run in the place of \`${given}\`, which is an offline model` +
      `${chip === undefined ? '' : ` for ${chip}`} that no CPU can run, but there is no \`${found.path}\`. ${remedy}`,
  );
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
    ].join('\n'),
  );
}

function differenceText({ where, what, offline, twin }: TwinDifference, om: string, onnx: string): string {
  const property = where === what ? what : `${where}: ${what}`;
  return `${property} ${offline} in ${basename(om)}, ${twin} in ${basename(onnx)}`;
}

function twinName(path: string): string {
  return `${path.replace(/\.om$/i, '')}.onnx`;
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
