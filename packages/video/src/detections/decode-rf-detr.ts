import { type Decode, decodeBy } from './decode.js';
import { type DecodeOptions, decodeSettings } from './decode-options.js';
import { assertGeometry, type DetectorModel } from './decode-yolo.js';
import { assertOutputs } from './named-outputs.js';
import { rowsToDetections } from './rows-to-detections.js';
import { normalisedBox, scoreRows } from './score-rows.js';
import { assertModel, dimsText, lastDims, numbersOf, outputOf } from './tensor-rows.js';

const outputNames = ['dets', 'labels'] as const;

/**
 * Makes the decoder of an RF-DETR: outputs `dets` [queries, 4] (centre x, centre y, width, height, from 0 to 1 of the input) and `labels`
 * [queries, classes], logits: a score is their sigmoid. Outputs are known by their names, since with three classes and one that is
 * unused their dims are equal. Its frames are prepared by `stretch`, with ImageNet's mean and scale.
 *
 * @param model its outputs are looked at now, if their dims are known, and at each result
 * @param options `names`: as many as the dims have classes
 * @throws TypeError, RangeError for wrong options, and for other outputs
 */
export function decodeRfDetr(model: Pick<DetectorModel, 'outputs'>, options: DecodeOptions = {}): Decode {
  const settings = decodeSettings('decodeRfDetr', options);
  assertModel(model, 'outputs');
  const classCount = settings.names?.length;
  assertOutputs('RF-DETR', model.outputs, outputNames);
  const ofModel = (name: string) => model.outputs.find((info) => info.name === name)?.dims ?? [];
  const dims = outputNames.map(ofModel);
  if (dims.flat().every((dim) => dim >= 0)) rfDetrDims(dims, classCount);
  return decodeBy(async ({ outputs, prepared }) => {
    assertGeometry(prepared);
    const [dets, labels] = outputNames.map((name) => outputOf(outputs, name));
    if (dets === undefined || labels === undefined) throw new TypeError('Expected outputs dets and labels');
    const [count, classes] = rfDetrDims([dets.dims, labels.dims], classCount);
    const boxes = numbersOf('dets', dets);
    const rows = scoreRows(
      {
        ...{ count, classes, scores: numbersOf('labels', labels), stride: classes, first: 0 },
        toScore: (logit) => 1 / (1 + Math.exp(-logit)),
        boxOf: (query) => normalisedBox(boxes, 4 * query, prepared.input),
      },
      settings,
    );
    const found = rowsToDetections(rows, prepared, settings.names, {
      isRotated: false,
      keypoints: undefined,
    });
    return found.map(({ detection }) => detection);
  });
}

function rfDetrDims(
  [dets = [], labels = []]: readonly (readonly number[])[],
  classCount: number | undefined,
): [count: number, classes: number] {
  const [count = 0, four = 0] = lastDims(dets, 2) ?? [];
  const [rows = 0, classes = 0] = lastDims(labels, 2) ?? [];
  const isNamed = classCount === undefined || classCount === classes;
  if (four === 4 && rows === count && classes > 0 && isNamed) return [count, classes];
  throw new RangeError(
    `Expected outputs of RF-DETR with dims dets [queries, 4] and labels [queries, ${classCount ?? 'classes'}] but received ` +
      `${dimsText(dets)} and ${dimsText(labels)}`,
  );
}
