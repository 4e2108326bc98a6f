// From RTP payloads to access units: what a decoder takes at once, the NAL units of one picture with start codes. H.264 as
// in RFC 6184 (single, STAP-A, FU-A), H.265 as in RFC 7798 (single, AP, FU).
import type { RtpPacket } from './rtp-order.js';

export interface AccessUnit {
  readonly data: Buffer;
  /** RTP timestamp. */
  readonly timestamp: number;
  /** Whether decoding can begin here. */
  readonly key: boolean;
}

export const startCode = Buffer.from([0, 0, 0, 1]);
/** The most bytes of an access unit. */
const limit = 16 * 1024 * 1024;

export class AccessUnits {
  #units: Buffer[] = [];
  #bytes = 0;
  #fragments: Buffer[] = [];
  #timestamp: number | undefined;
  #key = false;

  constructor(
    private readonly codec: 'h264' | 'h265',
    private readonly emit: (unit: AccessUnit) => void,
  ) {}

  /** @param lost whether packets before this one are missing */
  push({ payload, timestamp, marker }: RtpPacket, lost: boolean): void {
    if (lost) this.#fragments = [];
    if (this.#timestamp !== undefined && timestamp !== this.#timestamp) this.#flush();
    this.#timestamp = timestamp;
    if (this.codec === 'h264') this.#h264(payload);
    else this.#h265(payload);
    if (marker) this.#flush();
  }

  #h264(payload: Buffer): void {
    const first = payload[0] as number;
    const type = first & 31;
    if (type >= 1 && type <= 23) this.#add(payload);
    else if (type === 24) this.#aggregate(payload, 1);
    else if (type === 28 && payload.length > 2) {
      const fragment = payload[1] as number;
      const header = Buffer.from([(first & 0xe0) | (fragment & 31)]);
      this.#fragment(header, payload.subarray(2), fragment);
    }
  }

  #h265(payload: Buffer): void {
    if (payload.length < 3) return;
    const first = payload[0] as number;
    const type = (first >> 1) & 63;
    if (type < 48) this.#add(payload);
    else if (type === 48) this.#aggregate(payload, 2);
    else if (type === 49) {
      const fragment = payload[2] as number;
      const header = Buffer.from([(first & 0x81) | ((fragment & 63) << 1), payload[1] as number]);
      this.#fragment(header, payload.subarray(3), fragment);
    }
  }

  /** Several units with their lengths, after a header. */
  #aggregate(payload: Buffer, header: number): void {
    for (let at = header; at + 2 <= payload.length; ) {
      const length = payload.readUInt16BE(at);
      at += 2;
      if (length === 0 || at + length > payload.length) return;
      this.#add(payload.subarray(at, at + length));
      at += length;
    }
  }

  /** A part of a unit; bit 7 of `flags` is set in the first, bit 6 in the last. */
  #fragment(header: Buffer, part: Buffer, flags: number): void {
    if ((flags & 0x80) !== 0) this.#fragments = [header];
    else if (this.#fragments.length === 0) return; // its beginning was lost
    this.#bytes += part.length;
    if (this.#bytes > limit) return;
    this.#fragments.push(Buffer.from(part));
    if ((flags & 0x40) === 0) return;
    this.#add(Buffer.concat(this.#fragments));
    this.#fragments = [];
  }

  #add(unit: Buffer): void {
    this.#bytes += unit.length;
    if (unit.length === 0 || this.#bytes > limit) return;
    const first = unit[0] as number;
    const type = this.codec === 'h264' ? first & 31 : (first >> 1) & 63;
    if (this.codec === 'h264' ? type === 5 : type >= 16 && type <= 21) this.#key = true;
    this.#units.push(startCode, Buffer.from(unit));
  }

  #flush(): void {
    if (this.#units.length > 0) {
      const unit = {
        data: Buffer.concat(this.#units),
        timestamp: this.#timestamp as number,
        key: this.#key,
      };
      this.emit(unit);
    }
    this.#units = [];
    this.#bytes = 0;
    this.#key = false;
    this.#timestamp = undefined;
  }
}
