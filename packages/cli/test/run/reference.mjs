// What onnxruntime-node makes of a model and its inputs. A process of its own, because jest's contexts
// have typed arrays of their own, which it does not take for arrays.
// Arguments: MODEL DIR and NAME=TYPE=DIMS=FILE for each input; writes DIR/NAME.bin for each output.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';

const arrays = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};

const [model, folder, ...inputs] = process.argv.slice(2);
const session = await ort.InferenceSession.create(model);
const feeds = inputs.map((input) => {
  const [name, type, dims, file] = input.split('=');
  const { buffer } = new Uint8Array(readFileSync(file));
  return [name, new ort.Tensor(type, new arrays[type](buffer), dims.split(',').map(Number))];
});
const outputs = await session.run(Object.fromEntries(feeds));
for (const [name, { data }] of Object.entries(outputs)) {
  const { buffer, byteOffset, byteLength } = data;
  writeFileSync(join(folder, `${name}.bin`), new Uint8Array(buffer, byteOffset, byteLength));
}
