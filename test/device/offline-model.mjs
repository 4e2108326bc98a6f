// A program that has a library of its own: arguments are its path, the path of an offline model, that of its twin or nothing, and
// settings of the embedded runtime as JSON. Prints whether the library is the embedded runtime for this program, and what came
// of loading the model.
import { openDevice } from '@ascend-rx/native';

const [library, model, twin, settings] = process.argv.slice(2);
const device = await openDevice({ library, ...(settings && { embedded: JSON.parse(settings) }) });
const outcome = await device.loadModel(model, twin ? { twin } : {}).then(
  () => 'loaded',
  ({ name, code, api }) => ({ name, code, api }),
);
console.log(JSON.stringify({ embedded: device.embedded, outcome }));
await device.close();
