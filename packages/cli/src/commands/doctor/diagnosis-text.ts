import { basename } from 'node:path';
import {
  gearsText,
  type OfflineModel,
  type OfflineTensor,
  type TwinDifference,
  type TwinSignature,
  twinRemedy,
} from '@ascend-rx/native/om';
import { table } from '../../terminal/index.js';
import { dimsText } from '../dims-text.js';
import { printable } from '../printable.js';
import type { Diagnosis } from './diagnosis.js';

/** A diagnosis for people: what was found, the comparison with the twin, and what is wrong. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { offlineModel, loadedModel, twin, problems } = diagnosis;
  const isCompared = offlineModel && loadedModel && twin !== null;
  return [
    table(summary(diagnosis)),
    ...(isCompared ? [comparison(diagnosis, offlineModel, loadedModel)] : []),
    ...problems.map((problem) => `problem: ${problem.split('\n').map(printable).join('\n')}`),
    verdict(diagnosis),
  ].join('\n\n');
}

const kinds = { offline: 'offline model', onnx: 'ONNX file', unknown: 'not read, see below' };

function summary({ model, kind, library, loaded, twin, offlineModel }: Diagnosis): string[][] {
  const chip = offlineModel?.chip;
  const needsTwin = kind === 'offline' && library?.embedded !== false;
  return [
    ['model', `${printable(model)} (${kinds[kind]}${chip === undefined ? '' : ` for ${printable(chip)}`})`],
    ...(needsTwin ? [['twin', twin === null ? 'none' : printable(twin)]] : []),
    ['library', library ? printable(library.name) : 'none'],
    ['loads', loaded === null ? 'nothing' : printable(loaded)],
  ];
}

/** One line for each tensor, with what both files say of it. */
function comparison(
  { model, twin, differences }: Diagnosis,
  offline: OfflineModel,
  onnx: TwinSignature,
): string {
  const outcome = (kind: TwinDifference['kind'], index?: number) => {
    const found = differences.filter((each) => each.kind === kind && each.index === index);
    return found.length === 0 ? 'same' : found.map(({ what }) => `other ${what}`).join(', ');
  };
  const rows = (kind: 'input' | 'output', left: readonly AnyTensor[], right: readonly AnyTensor[]) => [
    [`${kind}s`, `${left.length}`, `${right.length}`, outcome(kind)],
    ...Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [
      `  ${i}`,
      tensorText(left[i]),
      tensorText(right[i]),
      left[i] && right[i] && left.length === right.length ? outcome(kind, i) : '',
    ]),
  ];
  return table([
    ['', printable(basename(model)), printable(basename(twin ?? '')), ''],
    ...rows('input', offline.inputs, onnx.inputs),
    ...rows('output', offline.outputs, onnx.outputs),
    ['gears', offline.gears ? gearsText(offline.gears) : 'none', gearsOf(onnx), outcome('gears')],
  ]);
}

type AnyTensor = Pick<OfflineTensor, 'name' | 'type' | 'dims' | 'bytes'>;

function tensorText(tensor: AnyTensor | undefined): string {
  if (!tensor) return '';
  const { name, type, dims, bytes } = tensor;
  return `${printable(name)} ${type} ${dimsText(dims)}${bytes < 0 ? '' : `, ${bytes} bytes`}`;
}

function gearsOf({ batchSizes, gears }: TwinSignature): string {
  if (batchSizes) return gearsText({ batch: batchSizes });
  return gears ? gearsText({ dims: gears.map((each) => each.flat()) }) : 'none';
}

function verdict({ ok, twin, differences, offlineModel }: Diagnosis): string {
  if (ok) {
    return twin === null
      ? 'The model loads.'
      : 'The model loads: its twin runs in its place, and both are the same.';
  }
  if (differences.length === 0) return 'The model does not load.';
  return `The model does not load, as both files differ. ${twinRemedy(differences, offlineModel?.gears, printable(twin ?? ''))}`;
}
