// Two UDP ports next to each other: the even one for RTP, the odd one for RTCP.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { VideoError } from '../../errors/video-error.js';

export interface UdpListener {
  onRtp(data: Buffer): void;
  onRtcp(data: Buffer, from: RemoteInfo): void;
  onError(error: Error): void;
}

export class UdpPorts {
  private constructor(
    readonly first: number,
    private readonly sockets: readonly Socket[],
  ) {}

  /** @param signal aborted when nobody wants them any more: then it throws, and nothing is left open */
  static async open(isIPv6: boolean, listener: UdpListener, signal: AbortSignal): Promise<UdpPorts> {
    const type = isIPv6 ? 'udp6' : 'udp4';
    for (let attempt = 0; attempt < 32 && !signal.aborted; attempt += 1) {
      const rtp = createSocket(type);
      const rtcp = createSocket(type);
      const ports = new UdpPorts(await bind(rtp, 0).catch(() => 1), [rtp, rtcp]);
      const isPair = ports.first % 2 === 0 && (await bind(rtcp, ports.first + 1).catch(() => undefined));
      if (!isPair || signal.aborted) {
        ports.close();
        continue;
      }
      rtp.setRecvBufferSize(1 << 20);
      rtp.on('message', (data) => listener.onRtp(data));
      rtcp.on('message', (data, from) => listener.onRtcp(data, from));
      for (const socket of ports.sockets) socket.on('error', (error) => listener.onError(error));
      return ports;
    }
    throw new VideoError('ERR_VIDEO_OPEN', 'No two UDP ports next to each other are free.');
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }
}

function bind(socket: Socket, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, () => {
      socket.removeListener('error', reject);
      resolve(socket.address().port);
    });
  });
}
