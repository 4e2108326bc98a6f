/** How a picture becomes the input of a model: geometry in pixels, then `(value / 255 - mean) / std` per channel. */
export interface Preprocessing {
  /** The length that the picture's short side is scaled to. */
  readonly resize: number;
  /** Side of the square that is cut out of the middle; the model's input is 1×3×size×size. */
  readonly size: number;
  /** Per channel: red, green, blue. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** What the model's output contains: logits, which softmax turns into probabilities, or probabilities. */
export type OutputKind = 'logits' | 'probabilities';

/** A named set of defaults. */
export interface Preset extends Preprocessing {
  readonly output: OutputKind;
  /** Paths inside this package; absent where the user brings the file. */
  readonly model?: string;
  readonly labels?: string;
}

/** The presets by their names. */
export const presets = {
  /** The classifier shipped here (see training/README.md). */
  shapes: {
    resize: 64,
    size: 64,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    output: 'logits',
    model: 'model/shapes.onnx',
    labels: 'model/labels.txt',
  },
  /** The usual preprocessing of models that were trained on ImageNet, such as ResNet-50. */
  imagenet: {
    resize: 256,
    size: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    output: 'logits',
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
