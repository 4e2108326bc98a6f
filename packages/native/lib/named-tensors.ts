// The inputs and outputs of a model by the names that users know, and with the names of their dims.
import type { TensorInfo } from '@ascend-rx/core';
import { outputNames } from '@ascend-rx/core/device';
import type { AddonSession, AddonTensorInfo } from './addon.js';
import type { OnnxSignature, OnnxTensorSignature } from './onnx/signature/onnx-signature.js';

/** What the file of a model says of its inputs and outputs. Empty lists: nothing. */
export type DeclaredTensors = Pick<OnnxSignature, 'inputs' | 'outputs'>;

export function namedInputs({ inputs }: AddonSession, declared: DeclaredTensors): TensorInfo[] {
  return inputs.map((info) => ({ rawName: info.name, ...info, ...dimNames(info, declared.inputs) }));
}

export function namedOutputs({ outputs }: AddonSession, declared: DeclaredTensors): TensorInfo[] {
  const names = outputNames(outputs.map(({ name }) => name));
  return outputs.map((info, i) => {
    const name = names[i] as string;
    // The runtime may have the form of names that ATC gives.
    const dims = dimNames({ ...info, name }, declared.outputs);
    return { ...info, name, rawName: info.name, ...dims };
  });
}

// Names for the dims without a size. What has a size is known by it.
function dimNames(
  { name, dims }: AddonTensorInfo,
  declared: readonly OnnxTensorSignature[],
): Pick<TensorInfo, 'dimNames'> {
  if (!dims.includes(-1)) return {};
  const inFile = declared.find((each) => each.name === name)?.dims;
  if (inFile?.length !== dims.length) return {};
  const names = inFile.map((dim, i) =>
    dims[i] === -1 && typeof dim === 'string' && dim !== '' ? dim : undefined,
  );
  return names.some((each) => each !== undefined) ? { dimNames: names } : {};
}
