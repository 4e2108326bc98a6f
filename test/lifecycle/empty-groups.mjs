// Groups in which every execution has been refused, each awaited alone: nothing but them keeps the process alive.
// Argument: MODEL. Prints how many have come.
import { infer } from '@ascend-rx/core';
import { withFaults } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range } from 'rxjs';

const [, , file] = process.argv;
const device = withFaults(await openDevice({ library: 'embedded' }), { random: { seed: 1, submission: 1 } });
const model = await device.loadModel(file);
const input = new Float32Array(model.inputs[0].bytes / 4);
let groups = 0;
process.once('exit', () => process.stdout.write(String(groups)));
for (; groups < 500; groups += 1) {
  const results = range(1).pipe(infer(model, { inputs: () => input, onFailure: 'drop' }));
  await lastValueFrom(results, { defaultValue: undefined });
}
await device.close();
