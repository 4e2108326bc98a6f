import type { Model, Runner } from '@ascend-rx/core';
import { checkModel, readLabels, shapes, top } from '@ascend-rx/example-classify';
import type { Device } from '@ascend-rx/native';
import { type Box, crop, type Frame } from '@ascend-rx/video';

/** A part of a frame that is looked at. */
interface Look {
  readonly frame: Frame;
  readonly box: Box;
}

/** The picture classifier of the example `classify`, on parts of frames. */
export class Classifier {
  readonly #runner: Runner<Look>;

  private constructor(
    private readonly model: Model,
    /** By class. */
    readonly labels: readonly string[],
    private readonly output: string,
  ) {
    const { mean, std } = shapes;
    this.#runner = model.runner({
      prepare: crop<Look>(model, {
        frame: ({ frame }) => frame,
        boxes: ({ box }) => [box],
        // The model's mean and scale are for samples of 0 to 1.
        mean: eachOf(mean, (value) => 255 * value),
        scale: eachOf(std, (value) => 1 / (255 * value)),
      }),
    });
  }

  static async load(device: Device): Promise<Classifier> {
    const labels = await readLabels(shapes.labels);
    const model = await device.loadModel(shapes.model);
    const side = model.inputs[0]?.dims[2] ?? 0;
    const { output } = checkModel(model, side, { file: shapes.labels, count: labels.length });
    return new Classifier(model, labels, output);
  }

  /** The probability of each class. Crops of one frame go to the device together. */
  async look(frame: Frame, box: Box, signal: AbortSignal): Promise<number[]> {
    const { outputs } = await this.#runner.run({ frame, box: around(box, frame) }, { signal });
    const guesses = top(outputs[this.output]?.data as Float32Array, shapes.output, this.labels.length);
    const probabilities = this.labels.map(() => 0);
    for (const { index, probability } of guesses) probabilities[index] = probability;
    return probabilities;
  }

  async close(): Promise<void> {
    await this.#runner.close();
    await this.model.close();
  }
}

/** The classifier has learned from squares in which a shape covers two thirds. */
function around([x1, y1, x2, y2]: Box, { width, height }: Frame): Box {
  const half = 0.7 * Math.max(x2 - x1, y2 - y1);
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [
    Math.max(0, x - half),
    Math.max(0, y - half),
    Math.min(width, x + half),
    Math.min(height, y + half),
  ];
}

const eachOf = (
  [a, b, c]: readonly [number, number, number],
  change: (value: number) => number,
): [number, number, number] => [change(a), change(b), change(c)];
