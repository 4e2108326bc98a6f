import { helpOption, type OptionSpecs } from 'ascend-rx/options';

/** What model there is and what it takes. A preset sets the options behind it. */
export const modelOptions: OptionSpecs = {
  preset: { value: 'NAME', help: 'shapes (default) or imagenet: sets the other options of this block' },
  model: { value: 'FILE.onnx', help: 'the model: one picture 1x3xSxS in, one score per class out' },
  labels: {
    value: 'FILE',
    help: "one label per line, in the order of the model's outputs\n(without: classes go by their number)",
  },
  size: { value: 'S', help: 'side of the square that the model takes, in pixels' },
  resize: { value: 'R', help: 'length that the short side is scaled to before the square is cut out' },
  mean: { value: 'R,G,B', help: 'per channel, of values from 0 to 1: (value - mean) / std' },
  std: { value: 'R,G,B', help: 'see --mean' },
  output: { value: 'KIND', help: 'logits (softmax is applied) or probabilities' },
};

/** How the model is run and what is printed. */
export const runOptions: OptionSpecs = {
  'callback-interval': { value: 'N', help: 'inferences per callback; 0: no callbacks (default 8)' },
  'max-in-flight': { value: 'N', help: 'inferences on the device at once (default 100)' },
  'execute-times': {
    value: 'N',
    help: 'repeat the pictures until N inferences are done\n(default: each picture once)',
  },
  top: { value: 'N', help: 'labels per picture (default 5)' },
  quiet: { help: 'print only the summary' },
  help: helpOption,
};
