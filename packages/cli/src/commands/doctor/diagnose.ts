import { existsSync } from 'node:fs';
import { type Device, openDevice } from '@ascend-rx/native';
import {
  compareWithTwin,
  findTwin,
  gearDims,
  isOfflineModel,
  readOfflineModel,
  type TwinSignature,
} from '@ascend-rx/native/om';
import { type OnnxSignature, readOnnxSignature } from '@ascend-rx/native/onnx';
import { isForUsers } from '../../options/index.js';
import type { Diagnosis } from './diagnosis.js';

/**
 * Looks at a model as `loadModel` would, and goes on after what fails.
 *
 * @param twin path of the twin, where the user has named one
 * @throws AscendRxError where there is no such file, or it cannot be opened
 */
export async function diagnose(model: string, twin: string | undefined): Promise<Diagnosis> {
  const problems: string[] = [];
  /** What `work` returns; undefined, and one more problem, where it fails. */
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!isForUsers(error)) throw error;
      if (!problems.includes(error.message)) problems.push(error.message);
      return undefined;
    }
  };

  const isOffline = await isOfflineModel(model);
  const offlineModel = isOffline ? await attempt(() => readOfflineModel(model)) : undefined;
  const device = await attempt(() => openDevice());
  try {
    const isTwinNeeded = isOffline && device?.embedded !== false;
    const twinFile =
      isTwinNeeded && offlineModel
        ? await attempt(() => findTwin(model, twin, offlineModel.chip))
        : undefined;
    const file = isTwinNeeded ? twinFile : model;
    const isOnnx = file !== undefined && (isTwinNeeded || !isOffline);
    const signature = isOnnx ? await attempt(() => signatureOf(file, isTwinNeeded)) : undefined;
    problems.push(...missingData(signature));
    const loading =
      device && file !== undefined ? await loadOrTwin(device, model, twin, file, signature) : undefined;
    const loadedModel = loading?.loaded;
    const differences =
      isTwinNeeded && offlineModel && loadedModel ? compareWithTwin(offlineModel, loadedModel) : [];
    // The error of a model that differs from its twin is the list of differences.
    if (loading?.error && differences.length === 0) problems.push(loading.error.message);
    return {
      model,
      kind: isOffline ? 'offline' : signature ? 'onnx' : 'unknown',
      library: device ? { name: device.name, embedded: device.embedded } : null,
      loaded: loadedModel && file !== undefined ? file : null,
      twin: twinFile ?? null,
      offlineModel: offlineModel ?? null,
      loadedModel: loadedModel ?? null,
      differences,
      problems,
      ok: differences.length === 0 && problems.length === 0,
    };
  } finally {
    await device?.close();
  }
}

/** What an ONNX file says of itself. A file that may be an offline model is answered as one. */
async function signatureOf(file: string, isTwin: boolean): Promise<OnnxSignature> {
  try {
    return await readOnnxSignature(file);
  } catch (error) {
    if (!isTwin && /\.om$/i.test(file)) await readOfflineModel(file);
    throw error;
  }
}

function missingData(signature: OnnxSignature | undefined): string[] {
  const missing = signature?.externalData.filter((file) => !existsSync(file)) ?? [];
  return missing.map(
    (file) => `A part of the model's data should be in \`${file}\`, but there is no such file.`,
  );
}

/**
 * Loads the model as a program does. Where that fails, its twin alone, so that both can be compared.
 *
 * @param twin the path of the twin that the user has named
 * @param file the twin; of a model that needs none, the model
 */
async function loadOrTwin(
  device: Device,
  model: string,
  twin: string | undefined,
  file: string,
  signature: OnnxSignature | undefined,
): Promise<{ loaded?: TwinSignature; error?: Error }> {
  try {
    return { loaded: await load(device, model, signature, twin) };
  } catch (error) {
    if (!isForUsers(error)) throw error;
    if (file === model) return { error };
    try {
      return { loaded: await load(device, file, signature), error };
    } catch (cause) {
      if (!isForUsers(cause)) throw cause;
      return { error: cause };
    }
  }
}

async function load(
  device: Device,
  file: string,
  signature: OnnxSignature | undefined,
  twin?: string,
): Promise<TwinSignature> {
  const { inputs, outputs, batchSizes } = await device.loadModel(file, twin === undefined ? {} : { twin });
  const gears = signature?.gears;
  return {
    inputs,
    outputs,
    ...(batchSizes && { batchSizes }),
    ...(gears && !gears.batch && { gears: gearDims(gears, inputs) }),
  };
}
