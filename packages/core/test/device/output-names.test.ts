import { describe, expect, it } from '@jest/globals';
import { outputNames } from '../../src/device-index.js';

describe('outputNames', () => {
  it.each([
    ['names of an ONNX file', ['logits', 'boxes'], ['logits', 'boxes']],
    ['names of an offline model', ['/head/Gemm:0:logits', 'Split_3:1:boxes'], ['logits', 'boxes']],
    ['names with slashes', ['/a/b/Conv:0:/model.22/cv3/Conv_output_0'], ['/model.22/cv3/Conv_output_0']],
    ['names that have the form themselves: the first index counts', ['n:0:a:1:b'], ['a:1:b']],
    ['an index of several digits', ['n:12:y'], ['y']],
    ['the name of a TensorFlow output, which has no part behind its index', ['Identity:0'], ['Identity:0']],
    ['an empty part behind the index', ['n:0:'], ['n:0:']],
    ['an index that is no number', ['n:x:y', 'm:-1:y'], ['n:x:y', 'm:-1:y']],
    ['a name with a line break', ['n:0:a\nb'], ['a\nb']],
    [
      'digits, and the name of the prototype',
      ['n:0:495', 'm:0:12', 'o:0:__proto__'],
      ['495', '12', '__proto__'],
    ],
    ['two outputs of one name: all keep their own', ['n:0:y', 'm:0:y', 'o:0:z'], ['n:0:y', 'm:0:y', 'o:0:z']],
    ['a part that is the name of another output', ['n:0:y', 'y'], ['n:0:y', 'y']],
    ['only some in the form', ['n:0:y', 'z'], ['y', 'z']],
    ['one value twice', ['y', 'y'], ['y', 'y']],
    ['no outputs', [], []],
  ])('%s', (_, rawNames, names) => {
    expect(outputNames(rawNames)).toEqual(names);
  });
});
