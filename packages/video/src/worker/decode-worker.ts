// The entry of a source's worker thread: reads, decodes and writes frames until the input ends or the source wants it to.
import { parentPort, workerData } from 'node:worker_threads';
import { VideoError } from '../errors/video-error.js';
import { FrameWriter } from '../frames/frame-writer.js';
import { SlotControl } from '../frames/slot-control.js';
import type { DecodeJob, FromWorker, JobData, ToWorker } from './decode-job.js';
import { readFromFfmpeg } from './ffmpeg/read-from-ffmpeg.js';
import { readMjpeg } from './live/read-mjpeg.js';
import { readRtsp } from './live/read-rtsp.js';
import { loadNodeAv } from './node-av/load-node-av.js';
import { readFile } from './node-av/read-file.js';
import { WorkerPort } from './worker-port.js';

const data = workerData as JobData;
const job: DecodeJob = { ...data, control: new SlotControl(data.words), trouble: '' };
const port = new WorkerPort(
  (message) => parentPort?.postMessage(message satisfies FromWorker),
  (listener) => parentPort?.on('message', (message: ToWorker) => listener(message)),
);
const writer = new FrameWriter({
  control: job.control,
  sharedKib: data.sharedKib,
  buffers: data.buffers,
  newestOnly: job.live,
  maxFrameBytes: job.maxFrameBytes,
  announce: (frame) => port.send({ type: 'frame', frame }),
});

async function read(): Promise<void> {
  const { input } = job;
  if (job.decoder === 'ffmpeg') return readFromFfmpeg(job, writer, port);
  // A worker that is terminated while the addon of node-av is being loaded takes the whole process with it.
  if (!job.control.beginUninterrupted()) return;
  const av = await loadNodeAv().finally(() => job.control.endUninterrupted());
  // The message that says so may have come while nobody listened.
  if (job.control.stopped) return;
  switch (input.kind) {
    case 'file':
      readFile(av, input.path, job, writer);
      return;
    case 'sequence':
      for (const [number, path] of input.paths.entries())
        if (!readFile(av, path, job, writer, number / input.fps)) return;
      return;
    case 'http':
      return readMjpeg(av, input.url, job, writer, port);
    case 'rtsp':
      return readRtsp(av, input, job, writer, port);
    case 'device':
      throw new VideoError(
        'ERR_VIDEO_INPUT',
        "A capture device needs the ffmpeg program: decoder: 'ffmpeg'.",
      );
  }
}

try {
  await read();
  port.send({ type: 'end', trouble: job.trouble });
} catch (error) {
  const code = error instanceof VideoError ? error.code : 'ERR_VIDEO_DECODE';
  port.send({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
} finally {
  // Nothing else keeps the thread alive.
  parentPort?.close();
}
