import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { doubledLength } from '../../../test/support/dynamic-models.js';
import { identity, severalTensors } from '../../../test/support/models.js';
import { nanotrack, offlineModel } from '../../../test/support/offline-model.js';
import { TemporaryFolder } from '../../../test/support/temporary-folder.js';
import { runCli } from './support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const model = folder.write('identity.onnx', identity());
const several = folder.write('several.onnx', severalTensors());
const good = folder.write('good.bin', new Uint8Array(64));
const short = folder.write('short.bin', new Uint8Array(60));
const text = folder.write('notes.txt', 'these are notes and no model\n');
const offline = folder.write('resnet.om', offlineModel(nanotrack.head));
const cut = folder.write('cut.om', offlineModel(nanotrack.head).subarray(0, 500));
const encrypted = folder.write('encrypted.om', Uint8Array.of(0x75, 0x57, 3, 0xa4, 0x39, 0x5a, 0xad, 0x77));
const empty = folder.write('empty.om', '');
const open = folder.write('lengths.onnx', doubledLength());
const openDims = /the model does not fix the dims of input x \(float32 1×\?×2\); give them: --dims x=1x1x2/;
const gone = join(folder.path, 'gone');
const directory = join(folder.path, 'directory');
mkdirSync(directory);

describe('bad input is one clear line and exit code 1', () => {
  it.each([
    [[], /no command was given; try ascend-rx --help/],
    [['rum', model], /unknown command rum; did you mean run\?/],
    [['--hepl'], /unknown option --hepl; did you mean --help\?/],
    [['-x'], /unknown option -x; there are --help, --version/],
    [['--'], /no command was given; try ascend-rx --help/],
    [['bench'], /unknown command bench; there are paths, inspect, doctor, run, help/],
    [['help', 'rum'], /unknown command rum; did you mean run\?/],
    [['help', 'run', 'extra'], /unexpected argument extra beside --help/],
    [['--help', '--version'], /unexpected argument --version beside --help/],
    [['--help=yes'], /expected no value for --help but received yes/],
    [['--version', 'x'], /unexpected argument x beside --version/],
    [['--version', '--help'], /unexpected argument --help beside --version/],
    [['run', '--help', 'extra'], /unexpected argument extra beside --help/],
    [['run', '--help', '--json'], /unexpected argument --json beside --help/],
    [['paths', '--json', '--cflags'], /--json cannot be combined with --cflags/],
    [['paths', '--libs', '--json'], /--json cannot be combined with --libs/],
    [['--verson'], /unknown option --verson; did you mean --version\?/],
    [['paths', '--jsn'], /unknown option --jsn; did you mean --json\?/],
    [['paths', 'extra'], /unexpected argument extra/],
    [['run'], /run needs an argument: ascend-rx run MODEL/],
    [['run', model, 'more'], /unexpected argument more/],
    [['run', model, '--execute-time', '3'], /unknown option --execute-time; did you mean --execute-times\?/],
    [['run', open], openDims],
    [['run', open, '--dims', '=1x2x2'], /the model has no input /],
    [['run', open, '--dims', 'x'], /expected NAME=1x3x224x224 for --dims but received x/],
    [['run', open, '--dims', 'x=1x-2x2'], /expected NAME=1x3x224x224 for --dims but received x=1x-2x2/],
    [['run', open, '--dims', 'y=1x2x2'], /the model has no input y; did you mean x\?/],
    [['run', open, '--dims', 'x=1x2x2', '--dims', 'x=1x3x2'], /--dims was given twice for input x/],
    [['run', open, '--dims', 'x=1x2'], /expected float32 1×\?×2 for input x but received 1×2/],
    [['run', model, '--dims', 'x=1x17'], /expected float32 1×16 for input x but received 1×17/],
    [['run', open, '--dims', 'x=1x999999999999x2'], /the dims 1×999999999999×2 of input x are too large/],
    [['run', open, '--dims', 'x=1x2x2', '--input', `x=${good}`], /expected 16 bytes for input x/],
    [
      ['run', model, '--execute-times'],
      /expected a value for --execute-times but received none: write --execute-times N/,
    ],
    [
      ['run', model, '--execute-times', '--json'],
      /expected a value for --execute-times but received --json: write --execute-times N/,
    ],
    [
      ['run', model, '--execute-times', 'many'],
      /expected an integer ≥ 1 for --execute-times but received many/,
    ],
    [['run', model, '--execute-times', '0'], /expected an integer ≥ 1 for --execute-times but received 0/],
    [
      ['run', model, '--execute-times', '1.5'],
      /expected an integer ≥ 1 for --execute-times but received 1\.5/,
    ],
    [['run', model, '--seed', '-1'], /expected an integer ≥ 0 for --seed but received -1/],
    [['run', model, '--seed', '1', '--seed', '2'], /option --seed was given twice/],
    [['run', model, '--json=yes'], /expected no value for --json but received yes/],
    [
      ['run', model, '--max-in-flight', '0'],
      /expected an integer from 1 to 65536 for --max-in-flight but received 0/,
    ],
    [
      ['run', model, '--callback-interval', '8', '--max-in-flight', '4'],
      /expected --callback-interval ≤ --max-in-flight \(4\) but received 8/,
    ],
    [['run', gone], /gone.* does not exist/],
    [['inspect', gone], /gone.* does not exist/],
    [['inspect', directory], /directory.* is not a file/],
    [['inspect', text], /not.*model/i],
    [['run', text], /not.*model/i],
    [['run', offline], /offline model.*ONNX file it was compiled from/i],
    [['run', cut], /cut\.om` does not have the length that its header says: .* it is cut off/],
    [['inspect'], /inspect needs an argument: ascend-rx inspect MODEL/],
    [['inspect', cut], /cut\.om` does not have the length that its header says: .* it is cut off/],
    [
      ['inspect', encrypted],
      /does not begin as one: with 75 57 03 a4.*It may be a model that its vendor has encrypted/,
    ],
    [['inspect', empty], /the model file .*empty\.om is empty/],
    [['inspect', '/dev/null'], /\/dev\/null.* is not a file/],
    [['inspect', '/proc/self/mem'], /mem. EIO/],
    [['doctor', '/proc/self/mem'], /mem. EIO/],
    [['doctor'], /doctor needs an argument: ascend-rx doctor MODEL/],
    [['doctor', gone], /gone.* does not exist/],
    [['doctor', directory], /directory.* is not a file/],
    [['doctor', offline, '--twin'], /expected a value for --twin but received none: write --twin FILE/],
    [['doctor', offline, '--twn', 'x'], /unknown option --twn; did you mean --twin\?/],
    [['run', model, '--input', 'x'], /expected NAME=FILE for --input but received x/],
    [['run', model, '--input', `X1=${good}`], /the model has no input X1; did you mean x\?/],
    [['run', several, '--input', `image=${good}`], /the model has no input image; there are a, b, c/],
    [['run', model, '--input', `x=${gone}`], /no such file: .*gone/],
    [
      ['run', model, '--input', `x=${short}`],
      /expected 64 bytes for input x \(float32 1×16\) but .*short\.bin has 60/,
    ],
    [
      ['run', model, '--input', `x=${good}`, '--input', `x=${short}`],
      /expected 64 bytes .*short\.bin has 60/,
    ],
    [['run', model, '--output', join(model, 'below')], /cannot make the folder .*below/],
    [['run', model, '--output', '/proc/no/such'], /cannot make the folder .*such/],
  ])('%j', async (args, message) => {
    const { code, signal, stdout, stderr } = await runCli(...args);
    expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' });
    expect(stderr).toMatch(/^ascend-rx: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('is also one line when an output cannot be written', async () => {
    const output = join(folder.path, 'taken');
    mkdirSync(join(output, '000000.y.bin'), { recursive: true });
    const { code, stderr } = await runCli('run', model, '--output', output);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ascend-rx: cannot write .*000000\.y\.bin: [^\n]+\n$/);
  });
});
