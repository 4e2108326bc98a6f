// A program whose delays are longer than a timer of Node can be (2^31-1 ms). Argument: MODEL. Prints what comes out before
// another pipeline, which has no delays, has run to its end.
import { infer, inferFrom } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { concat, firstValueFrom, lastValueFrom, NEVER, range, timer } from 'rxjs';

const [file] = process.argv.slice(2);
const days = 30 * 86_400_000;
const out = [];
const device = await openDevice({ library: 'embedded' });
const [model, failing] = await Promise.all([file, file].map((each) => device.loadModel(each)));
const inputs = () => new Float32Array(16);
const open = (count) => concat(range(count), NEVER);
const delays = { timeout: days, maxStaleness: days, maxCallbackDelay: days };
const onFailure = { retry: { count: 1, delay: days }, then: 'drop' };
const subscriptions = [
  // Two of four: the group stays open.
  open(2).pipe(infer(model, { inputs, callbackInterval: 4, ...delays })),
  // Fails on the device, and is retried in 30 days.
  open(1).pipe(infer(failing, { inputs: () => new Float32Array(16).fill(-5), onFailure })),
  timer(days, device.scheduler),
].map((each) => each.subscribe({ next: () => out.push('next'), error: ({ message }) => out.push(message) }));
await firstValueFrom(failing.events$);
// Takes longer than 1 ms, which is what Node makes of a delay that is too long.
await lastValueFrom(inferFrom(Array(200), model, { inputs }));
const { inFlight } = model.stats().ledger;
const { waiting } = failing.stats().ledger;
for (const each of subscriptions) each.unsubscribe();
await device.close();
console.log(JSON.stringify({ out, waiting, inFlight }));
