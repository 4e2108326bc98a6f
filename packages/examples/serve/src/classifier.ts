import { InferTimeoutError, type InferTiming, type Model, type Runner } from '@ascend-rx/core';
import {
  checkModel,
  decodePixels,
  normalise,
  PictureTooLarge,
  readLabels,
  shapes,
  top,
} from '@ascend-rx/example-classify';
import { BadPicture } from './bad-picture.js';
import { isPicture } from './picture-format.js';

/** What a picture shows, most likely first, and where the time went: in ms. */
export interface Classification {
  readonly labels: readonly { readonly label: string; readonly probability: number }[];
  readonly timing: InferTiming & { readonly decode: number };
}

export interface ClassifierOptions {
  /** How many pictures may wait for a slot of the device. */
  readonly maxQueueSize: number;
  /** The largest picture, in pixels. */
  readonly maxPixels: number;
  /** The number of labels per picture. */
  readonly top: number;
}

/** How long a request may take, and whether anybody still waits for it. */
export interface RequestLimits {
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** For decoding, queue and inference together, in ms. */
  readonly timeout: number;
}

/**
 * Classifies one picture per call. All calls share the slots of one model, through one runner. The classifier owns the
 * runner, and not the model.
 */
export class Classifier {
  readonly #runner: Runner<Float32Array>;
  readonly #output: string;
  readonly #labels: readonly string[];
  readonly #options: ClassifierOptions;

  private constructor(model: Model, output: string, labels: readonly string[], options: ClassifierOptions) {
    this.#runner = model.runner<Float32Array>({
      inputs: (values) => values,
      maxQueueSize: options.maxQueueSize,
      label: 'requests',
    });
    this.#output = output;
    this.#labels = labels;
    this.#options = options;
  }

  /** @throws UsageError if the model does not take pictures of the right size, or has another number of classes */
  static async create(model: Model, options: ClassifierOptions): Promise<Classifier> {
    const labels = await readLabels(shapes.labels);
    const { output } = checkModel(model, shapes.size, { file: shapes.labels, count: labels.length });
    return new Classifier(model, output, labels, options);
  }

  /**
   * @param picture the bytes of a JPEG, PNG or WebP file
   * @throws BadPicture, PictureTooLarge; InferTimeoutError; what `run` of a runner is rejected with
   */
  async classify(picture: Uint8Array, { signal, timeout }: RequestLimits): Promise<Classification> {
    const began = performance.now();
    const values = normalise(await this.#decode(picture), shapes);
    const decode = performance.now() - began;
    if (decode >= timeout) throw new InferTimeoutError(timeout);
    // Decoding is not interrupted, but a client that has gone meanwhile gets no slot.
    const result = await this.#runner.run(values, { signal, timeout: timeout - decode });
    const scores = result.outputs[this.#output]?.data as Float32Array;
    return {
      labels: top(scores, shapes.output, this.#options.top).map(({ index, probability }) => ({
        label: this.#labels[index] as string,
        probability,
      })),
      timing: { decode, ...result.timing },
    };
  }

  /** Resolves when the calls that were made have ended. Later calls are rejected with ERR_CLOSED. */
  close(): Promise<void> {
    return this.#runner.close();
  }

  async #decode(picture: Uint8Array): Promise<Uint8Array> {
    if (!isPicture(picture)) throw new BadPicture('expected the bytes of a JPEG, PNG or WebP picture');
    try {
      return await decodePixels(picture, shapes, this.#options.maxPixels);
    } catch (error) {
      if (error instanceof PictureTooLarge) throw error;
      const [line = ''] = String((error as Error).message).split('\n');
      throw new BadPicture(`the picture cannot be decoded: ${line.trim()}`, { cause: error });
    }
  }
}
