// RTP packets in their order: UDP may exchange and lose some.

export interface RtpPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payloadType: number;
  readonly payload: Buffer;
}

/** Reads a packet of RFC 3550; undefined if it is none. */
export function parseRtp(data: Buffer): RtpPacket | undefined {
  if (data.length < 12 || (data[0] as number) >> 6 !== 2) return undefined;
  const flags = data[0] as number;
  let start = 12 + 4 * (flags & 15);
  if ((flags & 16) !== 0) {
    if (data.length < start + 4) return undefined;
    start += 4 + 4 * data.readUInt16BE(start + 2);
  }
  const padding = (flags & 32) === 0 ? 0 : (data[data.length - 1] as number);
  const end = data.length - padding;
  // A packet without a payload still counts: senders send some to be heard.
  if (start > end) return undefined;
  const second = data[1] as number;
  return {
    sequence: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    marker: (second & 128) !== 0,
    payloadType: second & 127,
    payload: data.subarray(start, end),
  };
}

/** How far `a` is ahead of `b` on a circle of 16 bits, from −32768 to 32767. */
const ahead = (a: number, b: number) => ((a - b + 0x8000) & 0xffff) - 0x8000;

/** Packets that are further behind than this are of a sender that has begun anew, if two of them follow each other. */
const reach = 128;
/** How long a missing packet is waited for, in ms. */
const longest = 100;

export class RtpOrder {
  #next: number | undefined;
  readonly #early = new Map<number, RtpPacket>();
  /** Since when the next packet is missing. */
  #since = 0;
  /** What would follow a packet that is far behind. */
  #anew: number | undefined;

  /**
   * @param patience how many packets may be early before the missing one counts as lost; 0 for a connection that keeps order
   * @param emit receives each packet, and whether some before it were lost
   */
  constructor(
    private readonly patience: number,
    private readonly emit: (packet: RtpPacket, lost: boolean) => void,
  ) {}

  /** @param now in ms */
  push(packet: RtpPacket, now = performance.now()): void {
    this.#next ??= packet.sequence;
    const distance = ahead(packet.sequence, this.#next);
    if (distance < 0) this.#behind(packet, distance, now);
    else if (distance === 0) this.#pass(packet, false, now);
    else {
      if (this.#early.size === 0) this.#since = now;
      // The packet lies in memory of the socket's that is used again.
      this.#early.set(packet.sequence, { ...packet, payload: Buffer.from(packet.payload) });
      if (this.#early.size > this.patience || now - this.#since > longest) this.#skip(now);
    }
  }

  /** Too late, or twice; or the sender counts anew (RFC 3550, A.1). */
  #behind(packet: RtpPacket, distance: number, now: number): void {
    if (distance >= -reach) return;
    const isAnew = packet.sequence === this.#anew;
    this.#anew = (packet.sequence + 1) & 0xffff;
    if (!isAnew) return;
    this.#early.clear();
    this.#pass(packet, true, now);
  }

  #pass(packet: RtpPacket, lost: boolean, now: number): void {
    this.#anew = undefined;
    this.#since = now;
    this.emit(packet, lost);
    this.#next = (packet.sequence + 1) & 0xffff;
    for (;;) {
      const next = this.#early.get(this.#next);
      if (next === undefined) return;
      this.#early.delete(this.#next);
      this.emit(next, false);
      this.#next = (this.#next + 1) & 0xffff;
    }
  }

  #skip(now: number): void {
    const next = this.#next as number;
    const [first] = [...this.#early.values()].sort(
      (a, b) => ahead(a.sequence, next) - ahead(b.sequence, next),
    );
    if (first === undefined) return;
    this.#early.delete(first.sequence);
    this.#pass(first, true, now);
  }
}
