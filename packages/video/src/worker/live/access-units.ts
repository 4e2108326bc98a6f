// From RTP payloads to access units: what a decoder takes at once, the NAL units of one picture with start codes. H.264 as
// in RFC 6184 (single, STAP-A, FU-A), H.265 as in RFC 7798 (single, AP, FU).
import { describeUnit } from './nal-unit.js';
import type { RtpPacket } from './rtp-order.js';

export interface AccessUnit {
  readonly data: Buffer;
  /** RTP timestamp. */
  readonly timestamp: number;
  /** Whether parts of it are missing. */
  readonly damaged: boolean;
  /** If decoding can begin here: how many pictures later all are sound. 0 for a picture that refers to no other. */
  readonly recovery: number | undefined;
}

export const startCode = Buffer.from([0, 0, 0, 1]);
/** The most bytes of an access unit. */
const limit = 16 * 1024 * 1024;

export class AccessUnits {
  #units: Buffer[] = [];
  /** Of units and fragments. */
  #bytes = 0;
  #fragments: Buffer[] = [];
  #timestamp: number | undefined;
  #recovery: number | undefined;
  #damaged = false;
  /** Packets before the first one were lost: they may have been its own. */
  #inDoubt = false;
  #hasSlice = false;

  constructor(
    private readonly codec: 'h264' | 'h265',
    private readonly emit: (unit: AccessUnit) => void,
  ) {}

  /** @param lost whether packets before this one are missing */
  push({ payload, timestamp, marker }: RtpPacket, lost: boolean): void {
    if (lost && this.#bytes > 0) this.#damaged = true;
    if (lost) this.#fragments = [];
    if (payload.length === 0) return;
    if (this.#timestamp !== undefined && timestamp !== this.#timestamp) this.#flush();
    if (this.#timestamp === undefined) this.#inDoubt = lost;
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
    const isFirst = (flags & 0x80) !== 0;
    // The end of the one before, or the beginning of this one, has not come.
    if (isFirst !== (this.#fragments.length === 0)) this.#damaged = true;
    if (isFirst) this.#fragments = [header];
    else if (this.#fragments.length === 0) return;
    if (!this.#hasRoom(part)) return;
    this.#fragments.push(Buffer.from(part));
    if ((flags & 0x40) === 0) return;
    const unit = Buffer.concat(this.#fragments);
    this.#fragments = [];
    this.#take(unit);
  }

  #add(unit: Buffer): void {
    if (unit.length > 0 && this.#hasRoom(unit)) this.#take(Buffer.from(unit));
  }

  #hasRoom({ length }: Buffer): boolean {
    this.#bytes += length;
    if (this.#bytes <= limit) return true;
    this.#damaged = true;
    this.#fragments = [];
    return false;
  }

  #take(unit: Buffer): void {
    const { slice, isFirstSlice, recovery } = describeUnit(this.codec, unit);
    if (slice && !this.#hasSlice && this.#inDoubt && !isFirstSlice) this.#damaged = true;
    this.#hasSlice ||= slice;
    this.#recovery ??= recovery;
    this.#units.push(startCode, unit);
  }

  #flush(): void {
    if (this.#fragments.length > 0) this.#damaged = true; // its end has not come
    if (this.#units.length > 0) {
      this.emit({
        data: Buffer.concat(this.#units),
        timestamp: this.#timestamp as number,
        damaged: this.#damaged,
        recovery: this.#recovery,
      });
    }
    this.#units = [];
    this.#fragments = [];
    this.#bytes = 0;
    this.#recovery = undefined;
    this.#damaged = false;
    this.#hasSlice = false;
    this.#timestamp = undefined;
  }
}
