import { describe, expect, it } from '@jest/globals';
import type { AddonSession } from '../lib/addon.js';
import { namedInputs, namedOutputs } from '../lib/named-tensors.js';

const tensor = (name: string) => ({ name, type: 'int64', dims: [2, -1], bytes: -1 }) as const;
const session = (inputs: readonly string[], outputs: readonly string[]) =>
  ({ inputs: inputs.map(tensor), outputs: outputs.map(tensor) }) as unknown as AddonSession;
const inFile = (name: string, size: string) => ({ name, type: 'int64', dims: [2, size] });

describe('the names of dims', () => {
  it.each([
    ['as ONNX has their names', ['y', 'z'], ['y', 'z']],
    ['as ATC has their names', ['NonZero_0:0:y', 'NonZero_1:0:z'], ['y', 'z']],
    ['where one is there twice', ['y', 'y'], ['y', 'y']],
    [
      'where one is there twice, as ATC has its name',
      ['NonZero_0:0:y', 'NonZero_0:0:y'],
      ['NonZero_0:0:y', 'NonZero_0:0:y'],
    ],
  ])('are those of outputs %s', (_, rawNames, names) => {
    const declared = {
      inputs: [],
      outputs: rawNames.map((raw, i) => inFile(raw.split(':').at(-1) ?? '', `found${i}`)),
    };
    expect(
      namedOutputs(session([], rawNames), declared).map(({ name, rawName, dimNames }) => ({
        name,
        rawName,
        dimNames,
      })),
    ).toEqual(
      rawNames.map((rawName, i) => ({ name: names[i], rawName, dimNames: [undefined, `found${i}`] })),
    );
  });

  it('are found among the initializers that a file may list as inputs', () => {
    const declared = { inputs: [inFile('weights', 'm'), inFile('x', 'n')], outputs: [] };
    expect(namedInputs(session(['x'], []), declared)[0]?.dimNames).toEqual([undefined, 'n']);
  });

  it('are absent where the file has other outputs', () => {
    for (const outputs of [[], [inFile('other', 'n')], [inFile('y', 'n'), inFile('z', 'n')]]) {
      expect(namedOutputs(session([], ['y']), { inputs: [], outputs })[0]).not.toHaveProperty('dimNames');
    }
  });
});
