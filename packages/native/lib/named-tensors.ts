// The inputs and outputs of a model by the names that users know, and with the names of their dims.
import type { TensorInfo } from '@ascend-rx/core';
import { outputNames } from '@ascend-rx/core/device';
import type { AddonSession, AddonTensorInfo } from './addon.js';
import type { OnnxSignature, OnnxTensorSignature } from './onnx/signature/onnx-signature.js';

/** What the file of a model says of its inputs and outputs. Empty lists: nothing. */
export type DeclaredTensors = Pick<OnnxSignature, 'inputs' | 'outputs'>;

export function namedInputs({ inputs }: AddonSession, declared: DeclaredTensors): TensorInfo[] {
  // The file may list initializers among them.
  const inFile = ({ name }: AddonTensorInfo) => declared.inputs.find((each) => each.name === name);
  return inputs.map((info) => ({ rawName: info.name, ...info, ...dimNames(info, inFile(info)) }));
}

export function namedOutputs({ outputs }: AddonSession, declared: DeclaredTensors): TensorInfo[] {
  const names = outputNames(outputs.map(({ name }) => name));
  return outputs.map((info, i) => {
    const name = names[i] as string;
    return { ...info, name, rawName: info.name, ...dimNames(info, declaredOutput(names, i, declared)) };
  });
}

// By their place: the runtime may have the form of names that ATC gives, and an output may be there twice.
function declaredOutput(
  names: readonly string[],
  index: number,
  { outputs }: DeclaredTensors,
): OnnxTensorSignature | undefined {
  const inFile = outputs.length === names.length ? outputs[index] : undefined;
  const name = names[index] as string;
  return inFile && (name === inFile.name || name.endsWith(`:${inFile.name}`)) ? inFile : undefined;
}

// Names for the dims without a size. What has a size is known by it.
function dimNames(
  { dims }: AddonTensorInfo,
  declared: OnnxTensorSignature | undefined,
): Pick<TensorInfo, 'dimNames'> {
  if (!dims.includes(-1)) return {};
  const inFile = declared?.dims;
  if (inFile?.length !== dims.length) return {};
  const names = inFile.map((dim, i) =>
    dims[i] === -1 && typeof dim === 'string' && dim !== '' ? dim : undefined,
  );
  return names.some((each) => each !== undefined) ? { dimNames: names } : {};
}
