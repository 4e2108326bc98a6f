// Lines of JSON: what stands in them, and that a stream that is slow, fails or is gone reaches the pipeline.
import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, NEVER, of, range, Subject, toArray } from 'rxjs';
import { jsonLines } from '../../src/index.js';
import { jsonLine } from '../../src/sinks/json-line.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

beforeEach(noteUsage);
afterEach(expectNothingLeft);

/** A stream that takes a line when the test says so. */
class ManualStream extends Writable {
  readonly lines: string[] = [];
  readonly takes: ((error?: Error) => void)[] = [];

  constructor(private readonly isFast = false) {
    super({ decodeStrings: false, highWaterMark: 1 });
  }

  override _write(line: string, _: string, done: (error?: Error) => void): void {
    this.lines.push(line);
    if (this.isFast) done();
    else this.takes.push(done);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a line', () => {
  it('should have rounded numbers, and null for what is no number', () => {
    expect(
      jsonLine({ pts: 1.23456789, score: 0.876543, big: 1e300, none: [Number.NaN, -1 / 0, -0.00001] }, 3),
    ).toBe('{"pts":1.234568,"score":0.877,"big":1e+300,"none":[null,null,0]}\n');
  });

  it('should have arrays for typed arrays, and text for what JSON does not have', () => {
    const value = {
      ...{
        floats: Float32Array.of(0.1, Number.NaN),
        bytes: Buffer.from([1, 2]),
        big: 2n ** 64n,
        gone: undefined,
      },
      ...{
        long: BigInt64Array.of(-1n),
        view: new DataView(new ArrayBuffer(2)),
        text: 'a\nb\u2028',
        at: new Date(0),
      },
    };
    expect(jsonLine(value, 4)).toBe(
      '{"floats":[0.1,null],"bytes":[1,2],"big":"18446744073709551616","long":["-1"],"view":[0,0],"text":"a\\nb\u2028","at":"1970-01-01T00:00:00.000Z"}\n',
    );
  });

  it('should have runs for the cells of a mask', () => {
    const mask = { box: [3, 4, 6, 6], width: 3, height: 2, data: Uint8Array.of(0, 127, 128, 255, 200, 0) };
    const others = { data: Uint8Array.of(1, 0) };
    expect(
      JSON.parse(jsonLine([mask, { ...mask, data: Uint8Array.of(255, 0, 255) }, others], 4) as string),
    ).toEqual([
      { box: [3, 4, 6, 6], width: 3, height: 2, runs: [2, 3, 1] },
      { box: [3, 4, 6, 6], width: 3, height: 2, runs: [0, 1, 1, 1] },
      { data: [1, 0] },
    ]);
  });

  it('should have no pixels of frames, also of one that was released', () => {
    const frames = new FakeFrames();
    const frame = frames.make(7);
    frame.release();
    expect(jsonLine({ deep: [frame] }, 4)).toBe('{"deep":[{"source":"fake","pts":7,"index":0}]}\n');
    frames.close();
  });
});

describe('jsonLines', () => {
  it('should write what was found, and where, and pass values on', async () => {
    const frames = new FakeFrames();
    const detection = { box: [1, 2, 3.00001, 4], score: 0.5, classId: 0, name: 'cup' };
    const stream = new ManualStream(true);
    const values = [
      { source: frames.make(0), outputs: 'large', detections: [detection] },
      { source: frames.make(1), detections: [detection], tracks: [{ id: 3 }] },
    ];
    const passed = await lastValueFrom(of(...values).pipe(jsonLines(stream, { end: true }), toArray()));
    expect(passed).toEqual(values);
    expect(stream.lines).toEqual([
      '{"source":"fake","pts":0,"index":0,"detections":[{"box":[1,2,3,4],"score":0.5,"classId":0,"name":"cup"}]}\n',
      '{"source":"fake","pts":1,"index":1,"tracks":[{"id":3}]}\n',
    ]);
    expect(stream.writableFinished).toBe(true);
    for (const { source } of values) source.release(); // they are of who made the values
    frames.close();
  });

  it('should write what is selected, and nothing for undefined', async () => {
    const stream = new ManualStream(true);
    const select = (n: number) => (n === 2 ? undefined : { n: n / 3 });
    await lastValueFrom(of(1, 2, 3).pipe(jsonLines(stream, { select, digits: 1 })));
    expect(stream.lines).toEqual(['{"n":0.3}\n', '{"n":1}\n']);
    expect(stream.writable).toBe(true);
    await turn();
    expect(stream.listenerCount('error')).toBe(0);
  });

  it('should hold frames while the stream is slow, and give them back when nobody wants the rest', async () => {
    const frames = new FakeFrames();
    const stream = new ManualStream();
    const source = new Subject<ReturnType<FakeFrames['make']>>();
    const passed: number[] = [];
    const subscription = source.pipe(jsonLines(stream)).subscribe(({ pts }) => passed.push(pts));
    for (const n of [0, 1, 2]) source.next(frames.make(n));
    expect({ lines: stream.lines.length, held: frames.held, passed }).toEqual({
      lines: 1,
      held: [0, 1, 2],
      passed: [],
    });
    stream.takes.shift()?.();
    await turn();
    expect({ lines: stream.lines.length, held: frames.held, passed }).toEqual({
      lines: 2,
      held: [1, 2],
      passed: [0],
    });
    subscription.unsubscribe();
    expect(frames.held).toEqual([1]); // its line is being written
    stream.takes.shift()?.(new Error('too late for anybody'));
    await turn();
    await turn();
    expect({ held: frames.held, passed, listeners: stream.listenerCount('error') }).toEqual({
      ...{ held: [], passed: [0], listeners: 0 },
    });
    frames.close();
  });

  it.each(['while it writes', 'between lines'])(
    'should fail with the error of the stream: %s',
    async (when) => {
      const frames = new FakeFrames();
      const stream = new ManualStream(when === 'between lines');
      const source = new Subject<ReturnType<FakeFrames['make']>>();
      const result = lastValueFrom(source.pipe(jsonLines(stream)), { defaultValue: undefined });
      result.catch(() => {}); // it is looked at below
      source.next(frames.make(0));
      await turn();
      const cause = new Error('no space');
      if (when === 'while it writes') stream.takes.shift()?.(cause);
      else stream.destroy(cause);
      await turn();
      if (when === 'between lines') source.next(frames.make(1));
      await expect(result).rejects.toMatchObject({ code: 'ERR_VIDEO_WRITE', cause });
      expect(frames.held).toEqual([]);
      frames.close();
    },
  );

  it('should fail if the stream is closed while it writes, and says no more', async () => {
    const frames = new FakeFrames();
    const stream = new ManualStream();
    const result = lastValueFrom(of(frames.make(0), frames.make(1)).pipe(jsonLines(stream)));
    stream.destroy();
    await expect(result).rejects.toMatchObject({
      ...{ code: 'ERR_VIDEO_WRITE', message: 'A line cannot be written: The stream was closed.' },
    });
    expect(frames.held).toEqual([]);
    frames.close();
    await turn();
    await turn();
    expect(['error', 'close'].map((name) => stream.listenerCount(name))).toEqual([0, 0]);
  });

  it('should fail if the client of an HTTP answer has gone', async () => {
    const answers = new Subject<ServerResponse>();
    const server = createServer((_, response) => answers.next(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const coming = firstValueFrom(answers);
    const client = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    client.on('error', () => {});
    const long = 'x'.repeat(10_000);
    const result = lastValueFrom(
      range(10_000).pipe(jsonLines(await coming, { select: (n) => ({ n, long }) })),
    );
    // It takes nothing, so that the rest waits.
    client.on('response', (response) => {
      response.pause();
      client.destroy();
    });
    await expect(result).rejects.toMatchObject({ code: 'ERR_VIDEO_WRITE' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('should fail if the stream has been ended, or a value refers to itself', async () => {
    const ended = new ManualStream(true);
    ended.end();
    await expect(lastValueFrom(of(1).pipe(jsonLines(ended)))).rejects.toMatchObject({
      code: 'ERR_VIDEO_WRITE',
    });
    const value: { self?: unknown } = {};
    value.self = value;
    await expect(lastValueFrom(of(value).pipe(jsonLines(new ManualStream(true))))).rejects.toThrow(TypeError);
  });

  it('should refuse wrong arguments', () => {
    const stream = new ManualStream();
    expect(() => jsonLines({} as Writable)).toThrow('writable');
    for (const options of [{ select: 1 }, { digits: -1 }, { digits: 16 }, { end: 1 }, { ending: true }])
      expect(() => jsonLines(stream, options as object)).toThrow(Object.keys(options)[0]);
    NEVER.pipe(jsonLines(stream)).subscribe().unsubscribe();
  });
});
