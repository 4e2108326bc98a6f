// Usage: node dist/training/measure.js [MODEL.onnx] [RUNS]
//
// Prints how long ONNX Runtime takes for one picture on one core; the shipped model by default. Without a model that was
// trained (`random`), the network with random weights: the same work.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { encodeModel } from '@ascend-rx/native/onnx';
import { detectorModel } from './detector-model.js';
import { convolutionsOf, multiplications, readNetwork } from './network.js';

const shipped = fileURLToPath(new URL('../../model/shapes.onnx', import.meta.url));
const [file = shipped, runs = '100'] = process.argv.slice(2);
const network = await readNetwork();
const bytes =
  file === 'random' ? encodeModel(detectorModel(network, randomWeights, {})) : await readFile(file);
// No telemetry, unless the user has chosen. ONNX Runtime reads this when it is loaded.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const ort = await import('onnxruntime-node');
const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const { imgsz } = network;
const images = new ort.Tensor('float32', new Float32Array(3 * imgsz * imgsz).fill(0.4), [1, 3, imgsz, imgsz]);
const times: number[] = [];
for (let i = 0; i < Number(runs) + 5; i += 1) {
  const begin = performance.now();
  await session.run({ images });
  if (i >= 5) times.push(performance.now() - begin);
}
await session.release();
times.sort((a, b) => a - b);
const at = (share: number) => (times[Math.floor(share * (times.length - 1))] as number).toFixed(1);
const millions = (multiplications(network) / 1e6).toFixed(0);
console.log(
  `${millions} million multiplications, ${bytes.length} bytes; Run on one core: fastest ${at(0)} ms, median ${at(0.5)} ms`,
);

function randomWeights(name: string) {
  const layer = convolutionsOf(network).find((each) => each.name === name);
  if (layer === undefined) throw new Error(`no convolution ${name}`);
  const { channels, inputs, kernel } = layer;
  const count = inputs * kernel ** 2;
  const weight = Float32Array.from(
    { length: channels * count },
    () => (Math.random() - 0.5) * Math.sqrt(6 / count),
  );
  return { weight, bias: new Float32Array(channels) };
}
