// Motion JPEG over HTTP, on sockets of the worker's own event loop: nothing blocks, so that a silent server can be left at
// any moment.
import { get as httpGet, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as httpsGet } from 'node:https';
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter } from '../../frames/frame-writer.js';
import type { DecodeJob } from '../decode-job.js';
import { Decoder } from '../node-av/decoder.js';
import { constant } from '../node-av/load-node-av.js';
import type { NodeAv } from '../node-av/node-av.js';
import type { WorkerPort } from '../worker-port.js';
import { authorization, splitCredentials } from './authorization.js';
import { MultipartReader } from './multipart-reader.js';
import { hostLookup } from './resolve-host.js';

/** Resolves at the end of the answer, or when the source wants the worker to end. */
export async function readMjpeg(
  av: NodeAv,
  address: string,
  job: DecodeJob,
  writer: FrameWriter,
  port: WorkerPort,
): Promise<void> {
  const leave = new AbortController();
  const stopListening = port.on(({ type }) => {
    if (type === 'stop') leave.abort();
  });
  const late = setTimeout(() => leave.abort('late'), job.openTimeout);
  const microseconds = { num: 1, den: 1_000_000 };
  const decoder = new Decoder(
    av,
    { codecId: constant(av, 'AV_CODEC_ID_MJPEG'), timeBase: microseconds, offset: 0 },
    job,
    writer,
  );
  const packet = new av.lib.Packet();
  packet.alloc();
  let first: number | undefined;
  const decode = (jpeg: Buffer) => {
    const now = performance.now();
    first ??= now;
    packet.data = jpeg;
    packet.pts = BigInt(Math.round((now - first) * 1000));
    decoder.decode(packet);
    packet.unref();
  };
  try {
    const answer = await open(address, leave.signal);
    clearTimeout(late);
    const type = answer.headers['content-type'] ?? '';
    const [, quoted, plain] = /^multipart\/.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? [];
    const boundary = quoted ?? plain;
    if (boundary === undefined) {
      answer.destroy();
      throw new VideoError(
        'ERR_VIDEO_INPUT',
        `Expected multipart JPEG pictures from the server but received ${type || 'no content type'}. Other videos over HTTP need the ffmpeg program: decoder: 'ffmpeg'.`,
      );
    }
    const parts = new MultipartReader(boundary, job.maxFrameBytes);
    for await (const chunk of answer) {
      for (const jpeg of parts.push(chunk as Buffer)) decode(jpeg);
      if (job.control.stopped) break;
    }
  } catch (error) {
    if (leave.signal.aborted && leave.signal.reason !== 'late') return;
    if (error instanceof VideoError) throw error;
    const message =
      leave.signal.reason === 'late'
        ? `The server has not answered within ${job.openTimeout} ms.`
        : (error as Error).message;
    throw new VideoError('ERR_VIDEO_OPEN', message);
  } finally {
    clearTimeout(late);
    stopListening();
    packet.free();
    decoder.close();
  }
}

/** Sends the request, with authorization if the server asks. */
async function open(address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, credentials } = splitCredentials(address);
  let answer = await request(url, signal);
  if (answer.statusCode === 401 && credentials !== undefined) {
    answer.destroy();
    const challenges = answer.headersDistinct['www-authenticate'] ?? [];
    const header = authorization(challenges, 'GET', `${url.pathname}${url.search}`, credentials);
    if (header !== undefined) answer = await request(url, signal, { authorization: header });
  }
  const { statusCode = 0, statusMessage = '' } = answer;
  if (statusCode === 200) return answer;
  answer.destroy();
  if (statusCode === 401 || statusCode === 403)
    throw new VideoError('ERR_VIDEO_CREDENTIALS', `The server refuses access: ${statusCode}.`);
  if (statusCode >= 300 && statusCode < 400)
    throw new VideoError('ERR_VIDEO_INPUT', `The server points elsewhere (${statusCode}), which is refused.`);
  throw new VideoError('ERR_VIDEO_OPEN', `The server answers ${statusCode} ${statusMessage}.`);
}

function request(
  url: URL,
  signal: AbortSignal,
  headers: RequestOptions['headers'] = {},
): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    get(url, { signal, headers, agent: false, lookup: hostLookup(signal) }, resolve).on('error', reject);
  });
}
