import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { UsageError } from 'ascend-rx/options';
import { readOptions } from '../src/cli/options.js';
import { usage } from '../src/cli/usage.js';

const names = [
  ...['preset', 'model', 'labels', 'size', 'resize', 'mean', 'std', 'output'],
  ...['callback-interval', 'max-in-flight', 'execute-times', 'top', 'quiet', 'help'],
];
const all = names.map((name) => `--${name}`).join(', ');

describe('readOptions', () => {
  it('classifies the samples with the shipped model by default', () => {
    const options = readOptions([]);
    for (const path of [...options.paths, options.model, options.labels as string])
      expect(existsSync(path)).toBe(true);
    expect(options.paths).toHaveLength(1);
    expect(options).toMatchObject({
      callbackInterval: 8,
      maxInFlight: 100,
      top: 5,
      output: 'logits',
      quiet: false,
    });
    expect(options.executeTimes).toBeUndefined();
    expect(options.preprocessing).toEqual({
      resize: 64,
      size: 64,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    });
  });

  it('takes over what ImageNet models need, and lets options override it', () => {
    const imagenet = ['--preset', 'imagenet', '--model', 'r.onnx'];
    expect(readOptions(imagenet)).toMatchObject({
      model: 'r.onnx',
      labels: undefined,
      preprocessing: { resize: 256, size: 224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    });
    const custom = readOptions([
      ...imagenet,
      '--size=448',
      '--mean',
      '-1,0,1e-1',
      '--std',
      '0.5',
      '--labels',
      'l.txt',
    ]);
    expect(custom.preprocessing).toEqual({
      resize: 512,
      size: 448,
      mean: [-1, 0, 0.1],
      std: [0.5, 0.5, 0.5],
    });
    expect(custom.labels).toBe('l.txt');
    expect(readOptions([...imagenet, '--resize', '224']).preprocessing.resize).toBe(224);
  });

  it('reads the counts', () => {
    const args = '--callback-interval 3 --max-in-flight 7 --execute-times 100 --top 1 --output probabilities';
    expect(readOptions([...args.split(' '), 'a.jpg', 'folder', '--quiet'])).toMatchObject({
      callbackInterval: 3,
      maxInFlight: 7,
      executeTimes: 100,
      top: 1,
      output: 'probabilities',
      paths: ['a.jpg', 'folder'],
      quiet: true,
    });
    expect(readOptions(['--callback-interval', '0']).callbackInterval).toBe(0);
  });

  it('keeps the default interval within a small pool', () => {
    expect(readOptions(['--max-in-flight', '2']).callbackInterval).toBe(2);
  });

  it('takes what stands behind -- for a file', () => {
    expect(readOptions(['--', '--model']).paths).toEqual(['--model']);
  });

  it('asks for help in spite of what is missing', () => {
    expect(readOptions(['--help', '--preset', 'imagenet']).help).toBe(true);
    expect(readOptions(['-h']).help).toBe(true);
  });

  it('names every option in the help', () => {
    for (const name of names) expect(usage).toMatch(new RegExp(`^  --${name}[ ,]`, 'm'));
  });

  it('shows the help in the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`\n${usage}\`\`\`\n`);
  });

  it.each([
    ['--modle x', 'unknown option --modle; did you mean --model?'],
    ['--callbackinterval 3', 'unknown option --callbackinterval; did you mean --callback-interval?'],
    ['--execute-time 3', 'unknown option --execute-time; did you mean --execute-times?'],
    ['--zzzzzzzzzzzzz', `unknown option --zzzzzzzzzzzzz; there are ${all}`],
    ['-x', `unknown option -x; there are ${all}`],
    ['--model', 'expected a value for --model but received none: write --model FILE.onnx'],
    ['--model --labels x', 'expected a value for --model but received --labels: write --model FILE.onnx'],
    ['--quiet=yes', 'expected no value for --quiet but received yes'],
    ['--size 64 --size 224', 'option --size was given twice'],
    ['--size 0', 'expected an integer ≥ 1 for --size but received 0'],
    ['--size 6.4', 'expected an integer ≥ 1 for --size but received 6.4'],
    ['--execute-times many', 'expected an integer ≥ 1 for --execute-times but received many'],
    ['--max-in-flight -3', 'expected an integer from 1 to 65536 for --max-in-flight but received -3'],
    ['--max-in-flight 65537', 'expected an integer from 1 to 65536 for --max-in-flight but received 65537'],
    [
      '--execute-times 99999999999999999999',
      'expected an integer from 1 to 9007199254740991 for --execute-times but received 99999999999999999999',
    ],
    ['--callback-interval 1e3', 'expected an integer ≥ 0 for --callback-interval but received 1e3'],
    [
      '--callback-interval 101',
      'expected at most what --max-in-flight says (100) for --callback-interval but received 101',
    ],
    ['--resize 32', 'expected at least the size (64) for --resize but received 32'],
    [
      '--mean 1,2',
      'expected three numbers like 0.5,0.5,0.5, or one for all channels for --mean but received 1,2',
    ],
    [
      '--mean 1,,2',
      'expected three numbers like 0.5,0.5,0.5, or one for all channels for --mean but received 1,,2',
    ],
    [
      '--std 0',
      'expected three numbers above 0 like 0.5,0.5,0.5, or one for all channels for --std but received 0',
    ],
    [
      '--preset imagnet',
      'expected shapes or imagenet for --preset but received imagnet; did you mean imagenet?',
    ],
    ['--preset imagenet', 'the preset imagenet brings no model: give one with --model FILE.onnx'],
    ['--output scores', 'expected logits or probabilities for --output but received scores'],
  ])('refuses %s', (args, message) => {
    expect(() => readOptions(args.split(' '))).toThrow(new UsageError(message));
  });
});
