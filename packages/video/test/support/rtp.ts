// Encoded pictures as RTP packets: H.264 (RFC 6184) and H.265 (RFC 7798).

/** The NAL units of a stream with start codes. */
export function nalUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let start = -1;
  for (let at = 0; at + 3 <= stream.length; at += 1) {
    if (stream[at] !== 0 || stream[at + 1] !== 0 || stream[at + 2] !== 1) continue;
    if (start >= 0) units.push(stream.subarray(start, stream[at - 1] === 0 ? at - 1 : at));
    start = at + 3;
    at += 2;
  }
  if (start >= 0) units.push(stream.subarray(start));
  return units;
}

export type Codec = 'h264' | 'h265';

export const unitType = (codec: Codec, unit: Buffer): number =>
  codec === 'h264' ? (unit[0] as number) & 31 : ((unit[0] as number) >> 1) & 63;

export const isSlice = (codec: Codec, unit: Buffer): boolean =>
  codec === 'h264' ? [1, 5].includes(unitType(codec, unit)) : unitType(codec, unit) < 32;

/** The units of each picture, of a stream whose pictures have one slice. */
export function pictures(codec: Codec, stream: Buffer): Buffer[][] {
  const all: Buffer[][] = [];
  let picture: Buffer[] = [];
  for (const unit of nalUnits(stream)) {
    picture.push(unit);
    if (!isSlice(codec, unit)) continue;
    all.push(picture);
    picture = [];
  }
  return all;
}

export interface RtpFields {
  sequence: number;
  timestamp: number;
  marker?: boolean;
  payloadType?: number;
}

export function rtp(
  payload: Buffer,
  { sequence, timestamp, marker = false, payloadType = 96 }: RtpFields,
): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = payloadType | (marker ? 0x80 : 0);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(7, 8);
  return Buffer.concat([header, payload]);
}

/** The payloads of one unit: whole, or in fragments of so many bytes. */
export function payloads(codec: Codec, unit: Buffer, size: number): Buffer[] {
  if (unit.length <= size) return [unit];
  const header = codec === 'h264' ? 1 : 2;
  const parts: Buffer[] = [];
  for (let at = header; at < unit.length; at += size) parts.push(unit.subarray(at, at + size));
  return parts.map((part, i) => {
    const flags = (i === 0 ? 0x80 : 0) | (i === parts.length - 1 ? 0x40 : 0) | unitType(codec, unit);
    const first = unit[0] as number;
    const indicator =
      codec === 'h264'
        ? [(first & 0xe0) | 28, flags]
        : [(first & 0x81) | (49 << 1), unit[1] as number, flags];
    return Buffer.concat([Buffer.from(indicator), part]);
  });
}

/** Several units in one payload. */
export function aggregate(codec: Codec, units: readonly Buffer[]): Buffer {
  const header = codec === 'h264' ? [24] : [48 << 1, 1];
  const parts = units.map((unit) =>
    Buffer.concat([Buffer.from([unit.length >> 8, unit.length & 255]), unit]),
  );
  return Buffer.concat([Buffer.from(header), ...parts]);
}

/** The packets of pictures, 25 per second. */
export function packetize(
  codec: Codec,
  all: readonly (readonly Buffer[])[],
  { sequence = 65_530, timestamp = 0xffff_f000, size = 1000 } = {},
): Buffer[] {
  let next = sequence;
  return all.flatMap((units, picture) => {
    const fragments = units.flatMap((unit) => payloads(codec, unit, size));
    return fragments.map((payload, i) => {
      const marker = i === fragments.length - 1;
      next += 1;
      return rtp(payload, { sequence: next - 1, timestamp: timestamp + 3600 * picture, marker });
    });
  });
}
