import { type Decode, decodeBy } from './decode.js';
import { type DecodeOptions, decodeSettings } from './decode-options.js';
import { assertGeometry, type DetectorModel } from './decode-yolo.js';
import { endToEndRows } from './end-to-end-rows.js';
import { assertOutputs } from './named-outputs.js';
import { rowsToDetections } from './rows-to-detections.js';
import { assertModel, numbersOf, outputOf } from './tensor-rows.js';

const names = ['labels', 'boxes', 'scores'] as const;

/**
 * Makes the decoder of RT-DETRv2 and D-FINE exports: outputs `labels` [queries], `boxes` [queries, 4] (left, top, right, bottom in pixels) and
 * `scores` [queries]. Pixels are those of the size that the input `orig_target_sizes` has been given: `stretch` with
 * `{ input: 'images', sizeInput: 'orig_target_sizes' }` gives the size of the model's input there.
 *
 * @param model its outputs are looked at now, if their dims are known, and at each result
 * @throws TypeError, RangeError for wrong options, and for other outputs
 */
export function decodeDFine(model: Pick<DetectorModel, 'outputs'>, options: DecodeOptions = {}): Decode {
  const settings = decodeSettings('decodeDFine', options);
  assertModel(model, 'outputs');
  assertOutputs('RT-DETRv2 and D-FINE', model.outputs, names);
  return decodeBy(async ({ outputs, prepared }) => {
    assertGeometry(prepared);
    const scores = numbersOf('scores', outputOf(outputs, 'scores'));
    const boxes = numbersOf('boxes', outputOf(outputs, 'boxes'));
    const labels = outputOf(outputs, 'labels').data;
    const count = scores.length;
    if (boxes.length !== 4 * count || labels.length !== count) {
      throw new RangeError(
        `Expected a label and four numbers of a box for each of ${count} scores but received ` +
          `${labels.length} labels and ${boxes.length} numbers`,
      );
    }
    const rows = new Float32Array(6 * count);
    for (let i = 0; i < count; i += 1) {
      rows.set(boxes.subarray(4 * i, 4 * i + 4), 6 * i);
      rows[6 * i + 4] = scores[i] ?? 0;
      rows[6 * i + 5] = Number(labels[i]);
    }
    const found = rowsToDetections(endToEndRows(rows, 6, false, settings), prepared, settings.names, {
      isRotated: false,
      keypoints: undefined,
    });
    return found.map(({ detection }) => detection);
  });
}
