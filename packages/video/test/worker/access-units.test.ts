// From RTP packets to pictures, with all that a network and a server may do to them.
import { describe, expect, it } from '@jest/globals';
import { type AccessUnit, AccessUnits, startCode } from '../../src/worker/live/access-units.js';
import { parseRtp, RtpOrder } from '../../src/worker/live/rtp-order.js';
import { aggregate, type Codec, nalUnits, payloads, rtp } from '../support/rtp.js';

/** Units that are recognised by their first bytes; the rest is a number. */
const h264 = (type: number, length = 40, first = 0x88) =>
  Buffer.from([0x60 | type, first, ...new Array(length - 2).fill(type)]);
const h265 = (type: number, length = 40, first = 0x80) =>
  Buffer.from([type << 1, 1, first, ...new Array(length - 3).fill(type)]);

/** Sends packets, of which some are lost, to the depacketizer. */
function send(codec: Codec, packets: readonly Buffer[], lost: readonly number[] = []) {
  const units: AccessUnit[] = [];
  const access = new AccessUnits(codec, (unit) => units.push(unit));
  const order = new RtpOrder(0, (packet, isLost) => access.push(packet, isLost));
  for (const [i, packet] of packets.entries()) {
    const parsed = parseRtp(packet);
    if (!lost.includes(i) && parsed !== undefined) order.push(parsed);
  }
  return units;
}

/** The packets of units, of which each picture has a list. */
function packets(codec: Codec, pictures: readonly (readonly Buffer[])[], size = 16): Buffer[] {
  let sequence = 65_534; // it goes round
  return pictures.flatMap((units, picture) => {
    const all = units.flatMap((unit) => payloads(codec, unit, size));
    return all.map((payload, i) => {
      sequence += 1;
      return rtp(payload, { sequence, timestamp: 3600 * picture, marker: i === all.length - 1 });
    });
  });
}

describe.each([
  ['h264', h264, { key: 5, other: 1, parameters: [7, 8] }],
  ['h265', h265, { key: 19, other: 1, parameters: [32, 33, 34] }],
] as const)('%s', (codec, unit, { key, other, parameters }) => {
  it('should be put together: whole, in fragments and aggregated', () => {
    const sets = parameters.map((type) => unit(type, 10));
    const [slice, next] = [unit(key, 100), unit(other, 12)];
    const whole = [
      rtp(aggregate(codec, sets), { sequence: 1, timestamp: 0 }),
      ...payloads(codec, slice, 16).map((payload, i, all) =>
        rtp(payload, { sequence: 2 + i, timestamp: 0, marker: i === all.length - 1 }),
      ),
      rtp(next, { sequence: 100, timestamp: 3600, marker: true }),
    ];
    const [first, second] = send(codec, whole);
    expect(nalUnits(first?.data as Buffer)).toEqual([...sets, slice]);
    expect(first).toMatchObject({ damaged: false, recovery: 0, timestamp: 0 });
    expect(second?.data).toEqual(Buffer.concat([startCode, next]));
    expect(second).toMatchObject({ recovery: undefined, timestamp: 3600 });
  });

  // Picture 1 has packets 7 to 13, if each has one slice of 100 bytes in 7 fragments.
  it.each([
    ['its first packet', [7], []],
    ['one in its middle', [9], []],
    ['its last packet', [13], []],
  ])('should not give a unit whose %s is lost', (_name, lost, rest) => {
    const pictures = [[unit(key, 100)], [unit(other, 100)], [unit(key, 100)]];
    const sent = packets(codec, pictures);
    expect(sent).toHaveLength(21);
    const units = send(codec, sent, lost);
    expect(units.map(({ timestamp }) => timestamp)).toEqual([0, ...rest, 7200]);
    expect(units.map(({ damaged }) => damaged)).toEqual([false, false]);
  });

  it('should mark a key picture that lacks a part, so that decoding does not seem sound from there on', () => {
    const twoSlices = [unit(key, 12), unit(key, 12, 0x01)];
    const sent = packets(codec, [twoSlices, twoSlices, twoSlices]);
    expect(send(codec, sent, [3]).map(({ damaged }) => damaged)).toEqual([false, true, false]);
    // The first slice: what is there begins in the middle of the picture.
    expect(send(codec, sent, [2]).map(({ damaged }) => damaged)).toEqual([false, true, false]);
    // Packets before it, all of other pictures.
    expect(send(codec, sent, [1]).map(({ damaged }) => damaged)).toEqual([true, false, false]);
  });

  it('should not hold more of a fragmented unit than its limit, nor over several pictures', () => {
    const [start = Buffer.alloc(0), middle = Buffer.alloc(0)] = payloads(codec, unit(other, 64_000), 30_000);
    const access = new AccessUnits(codec, () => {});
    const push = (payload: Buffer, marker: boolean, timestamp: number) =>
      access.push({ payload, marker, timestamp, sequence: 0, payloadType: 96 }, false);
    const before = process.memoryUsage().arrayBuffers;
    push(start, false, 0);
    for (let i = 0; i < 2000; i += 1) push(middle, i % 2 === 0, i);
    for (let i = 0; i < 2000; i += 1) push(middle, false, 1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 2 ** 20);
  });

  it('should go on after a fragment without an end, a packet without a payload, and units of unknown kinds', () => {
    const [start = Buffer.alloc(0)] = payloads(codec, unit(other, 64), 16);
    const [unknown] = payloads(codec, unit(codec === 'h264' ? 30 : 50, 12), 16);
    const sent = [start, Buffer.alloc(0), unknown as Buffer, unit(key, 20)].map((payload, i) =>
      rtp(payload, { sequence: i, timestamp: i, marker: i !== 0 }),
    );
    const units = send(codec, sent);
    expect(units.map(({ data }) => nalUnits(data))).toEqual([[unit(key, 20)]]);
  });
});

describe('a recovery point of H.264', () => {
  it.each([
    ['at once', [6, 1, 0xc0], 0],
    ['in 5 pictures', [6, 1, 0b0011_0100], 5],
    ['after another message', [4, 2, 0, 0, 6, 1, 0x80], 0],
  ])('should say that decoding can begin: %s', (_name, message, recovery) => {
    const sei = Buffer.from([6, ...message, 0x80]);
    const [unit] = send('h264', packets('h264', [[sei, h264(1)]]));
    expect(unit).toMatchObject({ recovery });
  });

  it('should be read within its unit', () => {
    for (const message of [[6, 1], [255, 255], [6, 1, 0, 0, 0], [6]])
      expect(
        send('h264', packets('h264', [[Buffer.from([6, ...message]), h264(1)]]))[0]?.recovery,
      ).toBeUndefined();
  });
});

describe('the order of packets', () => {
  function receive(patience: number) {
    const got: [number, boolean][] = [];
    const order = new RtpOrder(patience, ({ sequence }, lost) => got.push([sequence, lost]));
    const push = (sequence: number, now = 0) =>
      order.push({ sequence, timestamp: 0, marker: false, payloadType: 96, payload: Buffer.alloc(1) }, now);
    return { got, push };
  }

  it('should be that of their numbers, which go round', () => {
    const { got, push } = receive(32);
    for (const sequence of [65_534, 1, 65_535, 0, 0, 3, 2]) push(sequence);
    expect(got.map(([sequence]) => sequence)).toEqual([65_534, 65_535, 0, 1, 2, 3]);
    expect(got.some(([, lost]) => lost)).toBe(false);
  });

  it('should go on after so many packets, or after 100 ms, without the missing one', () => {
    const { got, push } = receive(3);
    for (const sequence of [0, 2, 3, 4]) push(sequence);
    expect(got).toHaveLength(1);
    push(5);
    expect(got.slice(1)).toEqual([
      [2, true],
      [3, false],
      [4, false],
      [5, false],
    ]);
    push(7, 1000);
    push(8, 1100);
    expect(got).toHaveLength(5);
    push(9, 1101);
    expect(got.slice(5)).toEqual([
      [7, true],
      [8, false],
      [9, false],
    ]);
  });

  it('should begin anew with a sender that does', () => {
    const { got, push } = receive(32);
    for (const sequence of [30_000, 30_001, 29_990, 29_991, 5, 6, 7]) push(sequence);
    expect(got).toEqual([
      [30_000, false],
      [30_001, false],
      [6, true],
      [7, false],
    ]);
  });
});

describe('an RTP packet', () => {
  const plain = rtp(Buffer.from('payload'), { sequence: 1, timestamp: 2, marker: true });
  it('should be read with padding, sources and an extension', () => {
    const header = Buffer.from(plain.subarray(0, 12));
    header[0] = 0x80 | 0x20 | 0x10 | 1;
    const extension = Buffer.from([0, 0, 0, 1, 9, 9, 9, 9]);
    const packet = Buffer.concat([
      header,
      Buffer.alloc(4),
      extension,
      Buffer.from('payload'),
      Buffer.from([0, 0, 3]),
    ]);
    expect(parseRtp(packet)).toMatchObject({ sequence: 1, timestamp: 2, marker: true, payloadType: 96 });
    expect(parseRtp(packet)?.payload.toString()).toBe('payload');
  });

  it('should be refused if it is none', () => {
    expect(parseRtp(plain.subarray(0, 11))).toBeUndefined();
    expect(parseRtp(Buffer.alloc(40))).toBeUndefined();
    for (const first of [0x8f, 0x90, 0xa0]) {
      const packet = Buffer.from(plain);
      packet[0] = first;
      packet[packet.length - 1] = 200;
      if (first === 0x90) packet.writeUInt16BE(500, 14);
      expect(parseRtp(packet)).toBeUndefined();
    }
  });
});
