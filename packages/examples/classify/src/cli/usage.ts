import { optionsHelp } from 'ascend-rx/options';
import { modelOptions, runOptions } from './option-specs.js';

/** What --help prints. */
export const usage = `Usage: ascend-rx-classify [options] [picture or folder]...

Classifies pictures (JPEG, PNG, WebP) and prints the most likely labels of each.
Without arguments: the sample pictures, with the classifier of shapes shipped here.

${optionsHelp(modelOptions, runOptions)}

preset    resize  size  mean               std                model            output
shapes        64    64  0.5,0.5,0.5        0.5,0.5,0.5        the shipped one  logits
imagenet     256   224  0.485,0.456,0.406  0.229,0.224,0.225  --model          logits

Your own ResNet-50:
  ascend-rx-classify --preset imagenet --model resnet50.onnx --labels classes.txt photos/
`;
