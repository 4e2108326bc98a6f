// The inputs and outputs of a model by the names that users know.
import type { TensorInfo } from '@ascend-rx/core';
import { outputNames } from '@ascend-rx/core/device';
import type { AddonSession } from './addon.js';

export function namedInputs({ inputs }: AddonSession): TensorInfo[] {
  return inputs.map((info) => ({ rawName: info.name, ...info }));
}

export function namedOutputs({ outputs }: AddonSession): TensorInfo[] {
  const names = outputNames(outputs.map(({ name }) => name));
  return outputs.map((info, i) => ({ ...info, name: names[i] as string, rawName: info.name }));
}
