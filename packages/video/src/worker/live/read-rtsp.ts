// An RTSP camera, over TCP or UDP. RTSP and RTP are spoken here, on sockets of the worker's own event loop; node-av only
// decodes. FFmpeg's own reading blocks its thread, and only another thread of the same JavaScript object could end that.
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter } from '../../frames/frame-writer.js';
import type { DecodeJob } from '../decode-job.js';
import { Decoder } from '../node-av/decoder.js';
import { constant } from '../node-av/load-node-av.js';
import type { NodeAv } from '../node-av/node-av.js';
import type { WorkerPort } from '../worker-port.js';
import { type AccessUnit, AccessUnits, startCode } from './access-units.js';
import { splitCredentials } from './authorization.js';
import { parseRtp, RtpOrder } from './rtp-order.js';
import { RtspConnection } from './rtsp-connection.js';
import { aggregateControl, describeVideo, type VideoDescription } from './session-description.js';
import { UdpPorts } from './udp-ports.js';

interface RtspInput {
  readonly url: string;
  readonly transport: 'tcp' | 'udp';
}

/** Resolves when the server ends the video, or when the source wants the worker to end. */
export async function readRtsp(
  av: NodeAv,
  input: RtspInput,
  job: DecodeJob,
  writer: FrameWriter,
  port: WorkerPort,
): Promise<void> {
  const { url, credentials } = splitCredentials(input.url);
  const connection = new RtspConnection(url, credentials);
  const over = new AbortController();
  let ports: UdpPorts | undefined;
  const address = url.href;
  let keepAlive: NodeJS.Timeout | undefined;
  let reader: RtpReader | undefined;
  let stopped = false;
  /** Known when the server has agreed to play. */
  let aggregate: string | undefined;

  // Settles at the first of: the end of the video, the source's wish, a failure of decoding, the time limit of opening.
  let finish: (error?: Error) => void = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  finished.catch(() => {});
  connection.onClosed = (error) => {
    const reason = error?.message ?? 'The server has closed the connection before it gave the video.';
    finish(
      error === undefined && aggregate !== undefined ? undefined : new VideoError('ERR_VIDEO_OPEN', reason),
    );
  };
  const stopListening = port.on(({ type }) => {
    if (type !== 'stop') return;
    stopped = true;
    finish();
  });
  const late = setTimeout(
    () =>
      finish(new VideoError('ERR_VIDEO_OPEN', `The server has not answered within ${job.openTimeout} ms.`)),
    job.openTimeout,
  );

  const receive = (data: Buffer) => {
    try {
      reader?.push(data);
    } catch (error) {
      finish(error as Error);
    }
  };

  const udp = {
    onRtp: receive,
    // Anybody can send a datagram: only the server's ends the video.
    onRtcp: (data: Buffer, from: { address: string }) => {
      if (from.address === connection.peer && isGoodbye(data)) finish();
    },
    onError: (error: Error) => finish(error),
  };

  const open = async () => {
    const described = await connection.request('DESCRIBE', address, { Accept: 'application/sdp' });
    const base =
      described.headers.get('content-base')?.[0] ?? described.headers.get('content-location')?.[0] ?? address;
    const video = describeVideo(described.body, base);
    reader = new RtpReader(av, video, input.transport === 'udp' ? 32 : 0, job, writer);
    if (input.transport === 'udp') ports = await UdpPorts.open(connection.isIPv6, udp, over.signal);
    const transport =
      ports === undefined
        ? 'RTP/AVP/TCP;unicast;interleaved=0-1'
        : `RTP/AVP;unicast;client_port=${ports.first}-${ports.first + 1}`;
    const setUp = await connection.request('SETUP', video.control, { Transport: transport });
    const [session = '', ...parameters] = (setUp.headers.get('session')?.[0] ?? '').split(';');
    connection.session = session.trim();
    // The server may choose other channels. Packets may come before the answer to PLAY.
    const agreed = setUp.headers.get('transport')?.[0] ?? '';
    const [, rtp = '0', rtcp = '1'] = /interleaved=(\d+)-(\d+)/i.exec(agreed) ?? [];
    connection.onPacket = (channel, data) => {
      if (channel === Number(rtp)) receive(data);
      else if (channel === Number(rtcp) && isGoodbye(data)) finish();
    };
    const whole = aggregateControl(described.body, base);
    await connection.request('PLAY', whole, { Range: 'npt=0.000-' });
    const seconds = Number(/timeout=(\d+)/.exec(parameters.join(';'))?.[1] ?? 60);
    // Some servers take only GET_PARAMETER for a sign of life, others do not know it.
    let sign = 'OPTIONS';
    const giveSign = async () => {
      const answer = await connection.tell(sign, whole);
      if (/\bGET_PARAMETER\b/.test(answer?.headers.get('public')?.[0] ?? '')) sign = 'GET_PARAMETER';
    };
    void giveSign();
    keepAlive = setInterval(giveSign, Math.min(Math.max(seconds * 500, 1000), 25_000));
    clearTimeout(late);
    return whole;
  };

  try {
    const opening = open();
    opening.catch(finish);
    aggregate = await Promise.race([opening, finished.then(() => undefined)]);
    await finished;
  } catch (error) {
    if (stopped) return;
    throw error instanceof VideoError ? error : new VideoError('ERR_VIDEO_OPEN', (error as Error).message);
  } finally {
    clearTimeout(late);
    clearInterval(keepAlive);
    stopListening();
    over.abort();
    if (aggregate !== undefined) void connection.tell('TEARDOWN', aggregate);
    connection.close();
    ports?.close();
    reader?.close();
    reader = undefined;
  }
}

/** Whether a compound RTCP packet has a BYE: the sender has ended. */
function isGoodbye(data: Buffer): boolean {
  for (let at = 0; at + 4 <= data.length; at += 4 + 4 * data.readUInt16BE(at + 2)) {
    if (data[at + 1] === 203) return true;
  }
  return false;
}

/** From RTP packets to the decoder. */
class RtpReader {
  readonly #decoder: Decoder;
  readonly #packet;
  readonly #order: RtpOrder;
  #last: number | undefined;
  #ticks = 0;
  /** How many pictures later the pictures are sound again. */
  #toRecover = Number.POSITIVE_INFINITY;

  constructor(
    av: NodeAv,
    private readonly video: VideoDescription,
    patience: number,
    job: DecodeJob,
    writer: FrameWriter,
  ) {
    const { codec, clockRate, parameterSets } = video;
    const codecId = constant(av, codec === 'h264' ? 'AV_CODEC_ID_H264' : 'AV_CODEC_ID_HEVC');
    const extraData = Buffer.concat(parameterSets.flatMap((set) => [startCode, set]));
    this.#decoder = new Decoder(
      av,
      {
        codecId,
        extraData: extraData.length > 0 ? extraData : undefined,
        timeBase: { num: 1, den: clockRate },
        offset: 0,
      },
      job,
      writer,
    );
    this.#packet = new av.lib.Packet();
    this.#packet.alloc();
    const units = new AccessUnits(codec, (unit) => this.#decode(unit));
    this.#order = new RtpOrder(patience, (packet, lost) => {
      // Pictures refer to what was lost, until one that refers to none.
      if (lost) this.#damage();
      units.push(packet, lost);
    });
  }

  push(data: Buffer): void {
    const packet = parseRtp(data);
    if (packet !== undefined && packet.payloadType === this.video.payloadType) this.#order.push(packet);
  }

  #decode({ data, timestamp, damaged, recovery }: AccessUnit): void {
    // Ticks have 32 bits, and go round.
    this.#ticks += this.#last === undefined ? 0 : (timestamp - this.#last) | 0;
    this.#last = timestamp;
    if (damaged) this.#damage();
    else if (recovery !== undefined) this.#toRecover = Math.min(this.#toRecover, recovery);
    if (this.#toRecover === 0) this.#decoder.damaged = false;
    this.#packet.data = data;
    this.#packet.pts = BigInt(this.#ticks);
    this.#decoder.decode(this.#packet);
    this.#packet.unref();
    this.#toRecover = this.#decoder.damaged ? this.#toRecover - 1 : Number.POSITIVE_INFINITY;
  }

  #damage(): void {
    this.#decoder.damaged = true;
    this.#toRecover = Number.POSITIVE_INFINITY;
  }

  close(): void {
    this.#packet.free();
    this.#decoder.close();
  }
}
