/** What --help prints. */
export const usage = `Usage: ascend-rx-classify [options] [picture or folder]...

Classifies pictures (JPEG, PNG, WebP) and prints the most likely labels of each.
Without arguments: the sample pictures, with the classifier of shapes shipped here.

  --preset NAME           shapes (default) or imagenet: sets the options of the next block
  --model FILE.onnx       the model: one picture 1x3xSxS in, one score per class out
  --labels FILE           one label per line, in the order of the model's outputs
                          (without: classes go by their number)
  --size S                side of the square the model takes, in pixels
  --resize R              length the short side is scaled to before the square is cut out
  --mean R,G,B            per channel, of values from 0 to 1: (value - mean) / std
  --std R,G,B
  --output KIND           logits (softmax is applied) or probabilities

  --callback-interval N   inferences per callback, 0: none (default 8)
  --max-in-flight N       inferences on the device at a time (default 100)
  --execute-times N       go through the pictures again and again until N inferences are done
                          (default: each picture once)
  --top N                 labels per picture (default 5)
  --quiet                 only the summary
  --help

preset    resize  size  mean               std                model            output
shapes        64    64  0.5,0.5,0.5        0.5,0.5,0.5        the shipped one  logits
imagenet     256   224  0.485,0.456,0.406  0.229,0.224,0.225  --model          logits

Your own ResNet-50:
  ascend-rx-classify --preset imagenet --model resnet50.onnx --labels classes.txt photos/
`;
