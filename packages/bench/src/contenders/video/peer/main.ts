// The contender `peer` of the case `video`: what a competent user writes today in Node, with the same decoder and as many threads.
//
// Stages, with bounded queues between them, so that all of them work at the same time:
//   1. The decoder gives frames as R, G, B, since sharp takes no Y, U, V: the ffmpeg program, which converts them itself and writes to a
//      pipe; or node-av's low-level interface, whose calls and whose filter `scale` run on libuv's threads.
//   2. sharp resizes, on libuv's threads, two pictures at a time; one thread for each, and the bilinear kernel, with which it needs the
//      least CPU time. The padding of the letterbox is not made for each picture: it stands in the input of the model.
//   3. Threads of their own, as many as `ours` has instances of the model: JavaScript makes floats of the bytes by a table, Run,
//      JavaScript reads the output and suppresses. onnxruntime-node computes on the calling thread, and the main thread stays free.
//
// Copies of pixels: from the pipe to a frame (with node-av none), from sharp's result to memory that a thread shares. The memory of frames,
// inputs and outputs is used again; onnxruntime-node writes to an output that it is given.
import sharp from 'sharp';
import { serveVideo } from '../serve-video.js';
import { FfmpegFrames } from './ffmpeg-frames.js';
import { inOrder } from './in-order.js';
import { InferThreads, picturesPerThread } from './infer-threads.js';
import { content, frame as size } from './letterbox-size.js';
import type { RgbFrames } from './rgb-frames.js';

/** Pictures that sharp resizes at a time. */
const resizedAtOnce = 2;

await serveVideo(async ({ video, model, decoder, threads, parallel }) => {
  sharp.concurrency(threads);
  const inference = await InferThreads.start(model, threads, parallel);

  async function open(): Promise<RgbFrames> {
    if (decoder === 'ffmpeg') return new FfmpegFrames(video, size.width, size.height, threads);
    // Only now, since it may not be installed.
    const { NodeAvFrames } = await import('./node-av-frames.js');
    return NodeAvFrames.open(video, threads);
  }

  async function resized(frames: RgbFrames, frame: Uint8Array): Promise<Uint8Array> {
    const raw = { width: size.width, height: size.height, channels: 3 } as const;
    const small = await sharp(frame, { raw })
      .resize(content.width, content.height, { fit: 'fill', kernel: 'linear' })
      .raw()
      .toBuffer();
    frames.release(frame);
    return small;
  }

  return {
    async detect(found) {
      const frames = await open();
      const pictures = inOrder(
        () => frames.next(),
        resizedAtOnce,
        (frame) => resized(frames, frame),
      );
      try {
        const next = async () => (await pictures.next()).value ?? undefined;
        const results = inOrder(next, picturesPerThread * parallel, (picture) => inference.infer(picture));
        for await (const rows of results) if (!found(rows)) return;
      } finally {
        await pictures.return(undefined);
        await frames.close();
      }
    },
    close: () => inference.close(),
  };
});
