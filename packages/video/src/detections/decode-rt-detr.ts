import { type Decode, decodeBy } from './decode.js';
import { type DecodeOptions, decodeSettings } from './decode-options.js';
import { assertGeometry, type DetectorModel } from './decode-yolo.js';
import { rowsToDetections } from './rows-to-detections.js';
import { normalisedBox, scoreRows } from './score-rows.js';
import { assertModel, dimsText, lastDims, numbersOf, type OutputInfo } from './tensor-rows.js';

const plainBoxes = { isRotated: false, keypoints: undefined } as const;

/**
 * Makes the decoder of an RT-DETR as Ultralytics exports it: one output, [queries, 4 + classes]: centre x, centre y, width, height, from
 * 0 to 1 of the input, and a score for each class. Its frames are prepared by `stretch`.
 *
 * @param model its output is looked at now, if its dims are known, and at each result
 * @throws TypeError, RangeError for wrong options, and for another output
 */
export function decodeRtDetr(model: Pick<DetectorModel, 'outputs'>, options: DecodeOptions = {}): Decode {
  const settings = decodeSettings('decodeRtDetr', options);
  assertModel(model, 'outputs');
  const classCount = settings.names?.length;
  if (model.outputs.every(({ dims }) => dims.every((dim) => dim >= 0))) rtDetrDims(model.outputs, classCount);
  return decodeBy(async ({ outputs, prepared }) => {
    assertGeometry(prepared);
    const entries = Object.entries(outputs);
    const [count, columns] = rtDetrDims(
      entries.map(([name, tensor]) => ({ ...tensor, name })),
      classCount,
    );
    const [[name, tensor]] = entries as [(typeof entries)[number]];
    const data = numbersOf(name, tensor);
    const rows = scoreRows(
      {
        ...{ count, classes: columns - 4, scores: data, stride: columns, first: 4 },
        toScore: (value) => value,
        boxOf: (query) => normalisedBox(data, query * columns, prepared.input),
      },
      settings,
    );
    return rowsToDetections(rows, prepared, settings.names, plainBoxes).map(({ detection }) => detection);
  });
}

function rtDetrDims(
  infos: readonly OutputInfo[],
  classCount: number | undefined,
): [count: number, columns: number] {
  const [info, ...others] = infos;
  const [count = 0, columns = 0] = (others.length === 0 && info && lastDims(info.dims, 2)) || [];
  if (columns > 4 && (classCount === undefined || columns === 4 + classCount)) return [count, columns];
  const all = infos.map(({ name, dims }) => `${name} ${dimsText(dims)}`).join(', ');
  throw new RangeError(
    `Expected one output of RT-DETR with dims [queries, 4 + ${classCount ?? 'classes'}] but received ${all || 'none'}`,
  );
}
