import type { TensorInfo } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { gearsText } from '@ascend-rx/native/om';
import { type OnnxSignature, type OnnxTensorSignature, readOnnxSignature } from '@ascend-rx/native/onnx';
import { table } from '../../terminal/index.js';
import { dimsText } from '../dims-text.js';
import { printable } from '../printable.js';

/** Inputs, outputs and gears of a model that the device loads, as a table or as one JSON object. */
export async function inspectOnnxModel(file: string, isJson: boolean): Promise<string> {
  await using device = await openDevice();
  const { inputs, outputs, batchSizes } = await device.loadModel(file);
  // The device knows all sizes. The file has their names, and how the gears are declared.
  const declared = await signatureOf(file);
  const allInputs = inputs.map((info) =>
    named(
      info,
      declared.inputs.find(({ name }) => name === info.name),
    ),
  );
  // By their place: an output may be there twice, and the runtime may have the form of names that ATC gives.
  const isSame = declared.outputs.length === outputs.length;
  const allOutputs = outputs.map((info, i) => named(info, isSame ? declared.outputs[i] : undefined));
  const gears = declared.gears ?? (batchSizes ? { batch: batchSizes } : undefined);
  if (isJson) {
    return JSON.stringify({
      inputs: allInputs.map(plain),
      outputs: allOutputs.map(plain),
      batchSizes: batchSizes ?? null,
      gears: gears ?? null,
    });
  }
  const hasNames = [...allInputs, ...allOutputs].some(({ dimNames: names }) => names);
  const rows = [
    ...allInputs.map((each) => ['input', ...cells(each)]),
    ...allOutputs.map((each) => ['output', ...cells(each)]),
  ];
  const columns = [['', 'name', 'type', 'dims', 'bytes', 'dims in the file'], ...rows];
  return [
    table(hasNames ? columns : columns.map((row) => row.slice(0, 5))),
    `gears   ${gears ? gearsText(gears) : 'none'}`,
  ].join('\n\n');
}

/** A tensor of the model, with the names that its dims have in the file. */
interface NamedTensor {
  readonly info: TensorInfo;
  readonly dimNames: readonly (string | undefined)[] | undefined;
}

async function signatureOf(file: string): Promise<OnnxSignature> {
  try {
    return await readOnnxSignature(file);
  } catch {
    // What the device has loaded need not be an ONNX file.
    return { inputs: [], outputs: [], externalData: [] };
  }
}

function named(info: TensorInfo, declared: OnnxTensorSignature | undefined): NamedTensor {
  const names = declared?.dims?.map((dim) => (typeof dim === 'string' && dim !== '' ? dim : undefined));
  const isFitting = names?.length === info.dims.length && names.some((each) => each !== undefined);
  return { info, dimNames: isFitting ? names : undefined };
}

const plain = ({ info: { name, type, dims, bytes }, dimNames: names }: NamedTensor) => ({
  name,
  type,
  dims,
  bytes,
  ...(names && { dimNames: names.map((each) => each ?? null) }),
});

const cells = ({ info: { name, type, dims, bytes }, dimNames: names }: NamedTensor): (string | number)[] => [
  printable(name),
  type,
  dimsText(dims),
  bytes < 0 ? '?' : bytes,
  names ? dimsText(dims.map((dim, i) => printable(names[i] ?? '') || dim)) : '',
];
