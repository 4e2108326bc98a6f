// Enters the addon in a worker that has just been told to stop, once for every entry. JavaScript runs on for a moment
// then, to its next function or loop, and Node-API refuses everything that could run JavaScript. worker.terminate()
// begins that moment at any place; `process.reallyExit()` begins it at the call behind which the entry stands. The main
// thread prints the names of the entries and lives.
// Arguments: MODEL, the identity of 16 floats; DYNAMIC, a model of 1×len×2 floats.
import { openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { openDevice, paths } from '@ascend-rx/native';

// `reallyExit` comes first in each function, and no call of JavaScript stands between it and the entry.
const entries = {
  'load the addon': ({ load, exit }) => [exit(0), load(paths().addon)],
  useImmediate: ({ binary, exit }) => [exit(0), binary.useImmediate(setImmediate)],
  steadyNow: ({ binary, exit }) => [exit(0), binary.steadyNow()],
  stop: ({ binary, exit }) => [exit(0), binary.stop()],
  'new AddonDevice': ({ binary, exit, candidates, nothing }) => [
    exit(0),
    new binary.AddonDevice(candidates, 0, nothing),
  ],
  detach: ({ binary, exit, buffer }) => [exit(0), binary.detach(buffer)],
  prepare: ({ binary, exit, picture, nothing }) => [exit(0), binary.prepare(...picture, nothing)],
  cancelPreparation: ({ binary, exit, picture, nothing }) => {
    const preparation = binary.prepare(...picture, nothing);
    exit(0);
    binary.cancelPreparation(preparation);
  },
  decodeHead: ({ binary, exit, head, nothing }) => [exit(0), binary.decodeHead(...head, nothing)],
  composeMasks: ({ binary, exit, masks, nothing }) => [exit(0), binary.composeMasks(...masks, nothing)],
  'heads that have been read': ({ binary, exit, head, masks, nothing }) => {
    for (let i = 0; i < 10; i += 1) {
      binary.decodeHead(...head, nothing);
      binary.composeMasks(...masks, nothing);
    }
    exit(0);
  },
  usePreparingThreads: ({ binary, exit }) => [exit(0), binary.usePreparingThreads(2)],
  'prepared pictures that have come': ({ binary, exit, picture, nothing }) => {
    for (let i = 0; i < 10; i += 1) binary.prepare(...picture, nothing);
    exit(0);
  },
  'AddonDevice.embedded': ({ device, exit }) => [exit(0), device.embedded],
  'AddonDevice.socName': ({ device, exit }) => [exit(0), device.socName],
  'AddonDevice.releaseFailures': ({ device, exit }) => [exit(0), device.releaseFailures],
  'AddonDevice.endLoads': ({ device, exit }) => [exit(0), device.endLoads()],
  'AddonDevice.close': ({ device, exit, nothing }) => [exit(0), device.close(nothing)],
  openModelFile: ({ binary, exit, file, descriptor }) => [
    exit(0),
    binary.openModelFile(descriptor, file, ['/nowhere']),
  ],
  releaseModelFile: ({ binary, exit, modelFile }) => [exit(0), binary.releaseModelFile(modelFile)],
  'new AddonSession': ({ binary, device, exit, modelFile, nothing, words }) => [
    exit(0),
    new binary.AddonSession(device, modelFile, 2, nothing, nothing, nothing, words, words),
  ],
  'AddonSession.inputs': ({ session, exit }) => [exit(0), session.inputs],
  'AddonSession.outputs': ({ session, exit }) => [exit(0), session.outputs],
  'AddonSession.layout': ({ session, exit }) => [exit(0), session.layout],
  'AddonSession.batchSizes': ({ session, exit }) => [exit(0), session.batchSizes],
  'AddonSession.gears': ({ session, exit }) => [exit(0), session.gears],
  'AddonSession.stagingStride': ({ session, exit }) => [exit(0), session.stagingStride],
  'AddonSession.useStagingBuffer': ({ session, exit, buffer }) => [exit(0), session.useStagingBuffer(buffer)],
  'AddonSession.execute': ({ session, exit, input }) => [exit(0), session.execute(0, input)],
  'AddonSession.runCommands': ({ session, exit }) => [exit(0), session.runCommands(1)],
  'AddonSession.synchronize': ({ session, exit }) => [exit(0), session.synchronize(0, 0)],
  'AddonSession.rebuild': ({ session, exit, nothing }) => [exit(0), session.rebuild(nothing)],
  'AddonSession.close': ({ session, exit, nothing }) => [exit(0), session.close(nothing)],
  'a wrong argument': ({ session, exit }) => [exit(0), session.execute(7)],
  'events that have come': ({ session, exit, words }) => {
    session.execute(0, new Float32Array(16));
    words[0] = 0;
    session.synchronize(0, 1);
    exit(0);
  },
  'dynamic: AddonSession.executeDynamic': ({ session, exit, input }) => [
    exit(0),
    session.executeDynamic(0, [input], 1, [[1, 8, 2]]),
  ],
  // Their outputs are in memory that native threads have allocated.
  'dynamic: events that have come': ({ session, exit, words }) => {
    session.executeDynamic(0, [new Float32Array(20_000)], 1, [[1, 10_000, 2]]);
    words[0] = 0;
    session.synchronize(0, 1);
    exit(0);
  },
};

if (isMainThread) {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(process.argv[2]);
  const names = Object.keys(entries);
  const atOnce = 4;
  await Promise.all(Array.from({ length: atOnce }, enterNext));
  await model.close();
  await device.close();

  async function enterNext() {
    const name = names.shift();
    if (name === undefined) return;
    const file = process.argv[name.startsWith('dynamic') ? 3 : 2];
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, file } });
    const [code, problem] = await new Promise((resolve) => {
      worker.once('error', (error) => resolve([1, error]));
      worker.once('exit', (exitCode) => resolve([exitCode, undefined]));
    });
    process.stdout.write(`${name}: ${problem ?? code}\n`);
    await enterNext();
  }
} else {
  const { name, file } = workerData;
  const load = createRequire(import.meta.url);
  const exit = process.reallyExit;
  const nothing = () => {};
  if (name === 'load the addon') entries[name]({ load, exit });
  const binary = load(paths().addon);
  binary.useImmediate(setImmediate);
  const candidates = [{ origin: 'embedded', files: [paths().library], embedded: true }];
  const words = new Uint32Array(64);
  const device = await new Promise((done, fail) => {
    const opening = new binary.AddonDevice(candidates, 0, (failure) =>
      failure ? fail(failure) : done(opening),
    );
  });
  const descriptor = openSync(file);
  const modelFile = binary.openModelFile(descriptor, file, []);
  const session = await new Promise((done, fail) => {
    const built = (failure) => (failure ? fail(failure) : done(building));
    const building = new binary.AddonSession(device, modelFile, 2, built, nothing, nothing, words, words);
  });
  const buffer = new ArrayBuffer(4096);
  const input = new Float32Array(16);
  const side = 512;
  const picture = [
    { pixelFormat: 2, width: 16, height: 16, planes: [new Uint8Array(768)], strides: [48] },
    {
      type: 0,
      layout: 0,
      bgr: false,
      width: side,
      height: side,
      numbers: new Float64Array(33).fill(1),
      keepsYuv: false,
    },
    [{ rectangles: Int32Array.of(0, 0, 16, 16, 0, 0, side, side), data: new Float32Array(3 * side * side) }],
  ];
  const anchors = 8400;
  const boxes = new Float32Array(6 * anchors).fill(1);
  const head = [
    { data: boxes, type: 0, layout: 0, anchors, classes: 2, extras: 0, isRotated: false },
    { scoreThreshold: 0, iouThreshold: 0.7, maxCandidates: 30_000, maxDetections: 300 },
    new Float64Array(1 + 300 * 6),
  ];
  const masks = [
    { data: new Float32Array(32 * 160 * 160), type: 0, count: 32, height: 160, width: 160 },
    Float64Array.from({ length: 36 }, (_, i) => (i === 2 || i === 3 ? 160 : 0)),
    new Uint8Array(160 * 160),
  ];
  entries[name]({
    load,
    binary,
    device,
    session,
    exit,
    nothing,
    file,
    descriptor,
    modelFile,
    candidates,
    words,
    buffer,
    input,
    picture,
    head,
    masks,
  });
}
