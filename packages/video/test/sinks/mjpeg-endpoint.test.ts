// Motion JPEG for browsers: what clients see, slow ones and many of them too, and that nothing is left of them.
import { EventEmitter, once } from 'node:events';
import {
  createServer,
  get,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { fromVideo, type MjpegEndpoint, mjpegEndpoint, type SinkPicture } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

let server: Server;
let endpoint: MjpegEndpoint;
let address = '';
const open: IncomingMessage[] = [];
beforeAll(async () => {
  server = createServer((incoming, response) => endpoint.handle(incoming, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  noteUsage();
  endpoint = mjpegEndpoint({ maxClients: 2 });
});
afterEach(async () => {
  endpoint.close();
  for (const each of open.splice(0)) each.destroy();
  await until(() => endpoint.clients === 0);
  expectNothingLeft();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

async function answer(): Promise<IncomingMessage> {
  const [incoming] = (await once(get(address, { agent: false }), 'response')) as [IncomingMessage];
  incoming.on('error', () => {});
  open.push(incoming);
  return incoming;
}

/** The pictures of an answer, as they come. */
function partsOf(incoming: IncomingMessage): Buffer[] {
  const parts: Buffer[] = [];
  let rest = Buffer.alloc(0);
  incoming.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = /^(?:--frame\r\n)?Content-Type: image\/jpeg\r\nContent-Length: (\d+)\r\n\r\n/.exec(
        rest.toString('latin1'),
      );
      const end = (head?.[0].length ?? 0) + Number(head?.[1]);
      // A part is whole when the boundary behind it has come.
      if (head === null || rest.length < end + 11) return;
      expect(rest.toString('latin1', end, end + 11)).toBe('\r\n--frame\r\n');
      parts.push(rest.subarray(head[0].length, end));
      rest = rest.subarray(end + 11);
    }
  });
  return parts;
}

function gray(level: number, width = 64, height = 48): SinkPicture {
  const planes = [new Uint8Array(width * height).fill(level)];
  return { planes, strides: [width], width, height, pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' };
}

it('should show each picture to a client, and the last one to a client that comes late', async () => {
  const first = await answer();
  expect(first.headers).toMatchObject({
    ...{ 'content-type': 'multipart/x-mixed-replace; boundary=frame', 'cache-control': 'no-store' },
    ...{ 'x-content-type-options': 'nosniff' },
  });
  const parts = partsOf(first);
  for (const n of [1, 2]) {
    endpoint.send({ picture: gray(100 * n) });
    await until(() => parts.length === n);
  }
  const late = partsOf(await answer());
  await until(() => late.length === 1);
  expect(late[0]).toEqual(parts[1]);
  expect(late[0]?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  expect(endpoint.clients).toBe(2);
});

it('should be read by fromVideo, in the right colour', async () => {
  const source = collect(fromVideo(address, { decoder: 'node-av' }), 1);
  await until(() => endpoint.clients === 1);
  endpoint.send(gray(200));
  const { frames } = await source;
  expect(frames.map(({ width, height }) => [width, height])).toEqual([[64, 48]]);
  expect(Math.abs((frames[0]?.luma[0] as number) - 200)).toBeLessThan(3);
});

it('should show a picture that came before any client', async () => {
  endpoint.send(gray(150));
  const parts = partsOf(await answer());
  await until(() => parts.length === 1);
  endpoint.send(gray(150));
  await until(() => parts.length === 2);
  expect(parts[0]).toEqual(parts[1]);
});

it('should hold a frame until its pixels are copied, and not those that a newer one replaces', async () => {
  const frames = new FakeFrames();
  const size = { pixelFormat: 'yuv420p', width: 64, height: 48 } as const;
  const all = [0, 1, 2, 3].map((n) => frames.make(n, size));
  for (const frame of all) {
    endpoint.send({ source: frame });
    frame.release();
  }
  // One is being copied, and the newest waits.
  expect(frames.held).toEqual([0, 3]);
  await until(() => frames.held.length === 0);
  endpoint.send(frames.make(4, size));
  endpoint.send(frames.make(5, size));
  endpoint.close();
  for (const frame of frames.all.slice(4)) frame.release(); // those were values of their own
  await until(() => frames.held.length === 0);
  frames.close();
});

/** An answer whose client takes something only when the test says so. */
class SlowResponse extends EventEmitter {
  readonly written: Buffer[] = [];

  writeHead(): this {
    return this;
  }

  write(part: Buffer | string): boolean {
    if (typeof part !== 'string') this.written.push(part);
    return typeof part === 'string';
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    this.emit('close');
  }
}

it('should have no more than one picture on its way to a client that takes none, then the newest', async () => {
  const slow = new SlowResponse();
  endpoint.handle({ method: 'GET' } as IncomingMessage, slow as unknown as ServerResponse);
  const quick = partsOf(await answer());
  for (let n = 1; n <= 4; n += 1) {
    endpoint.send(gray(50 * n));
    await until(() => quick.length === n);
  }
  expect(slow.written).toHaveLength(1);
  slow.emit('drain');
  expect(slow.written).toHaveLength(2);
  for (const [i, part] of slow.written.entries()) expect(part.includes(quick[3 * i] as Buffer)).toBe(true);
  slow.emit('drain');
  expect(slow.written).toHaveLength(2);
});

it('should cut off a client that takes nothing for long', async () => {
  const now = jest.spyOn(performance, 'now').mockReturnValue(0);
  try {
    endpoint = mjpegEndpoint({ clientTimeout: 1000 });
    const slow = new SlowResponse();
    endpoint.handle({ method: 'GET' } as IncomingMessage, slow as unknown as ServerResponse);
    const quick = partsOf(await answer());
    for (const [n, time] of [0, 1000, 1001].entries()) {
      now.mockReturnValue(time);
      expect(endpoint.clients).toBe(2);
      endpoint.send(gray(50 * n));
      await until(() => quick.length === n + 1);
    }
    expect(endpoint.clients).toBe(1);
  } finally {
    now.mockRestore();
  }
});

it('should refuse clients beyond the bound, other methods, and requests after its end', async () => {
  const status = async (method = 'GET') => {
    const call = request(address, { method, agent: false }).end();
    const [incoming] = (await once(call, 'response')) as [IncomingMessage];
    incoming.resume();
    return [incoming.statusCode, incoming.headers['cache-control']];
  };
  expect([await status('POST'), await status('HEAD')]).toEqual([
    [405, 'no-store'],
    [200, 'no-store'],
  ]);
  const clients = [await answer(), await answer()];
  expect(await status()).toEqual([503, 'no-store']);
  clients[0]?.destroy();
  await until(() => endpoint.clients === 1);
  const other = await answer();
  const ended = once(other.resume(), 'end');
  expect(other.statusCode).toBe(200);
  endpoint.close();
  await ended;
  expect(endpoint.clients).toBe(0);
  expect(await status()).toEqual([503, 'no-store']);
  endpoint.send(gray(1)); // is ignored
});

it('should give its frame back, and show nothing more, whenever it is closed', async () => {
  const frames = new FakeFrames();
  const size = { pixelFormat: 'yuv420p', width: 64, height: 48 } as const;
  // While it copies, while it encodes, and afterwards.
  for (let turns = 0; turns < 40; turns += 4) {
    endpoint = mjpegEndpoint();
    const slow = new SlowResponse();
    endpoint.handle({ method: 'GET' } as IncomingMessage, slow as unknown as ServerResponse);
    const frame = frames.make(turns, size);
    endpoint.send(frame);
    frame.release();
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const other = mjpegEndpoint();
    const seen = new SlowResponse();
    other.handle({ method: 'GET' } as IncomingMessage, seen as unknown as ServerResponse);
    endpoint.close();
    const before = slow.written.length;
    // What comes later is done later.
    other.send(gray(1));
    await until(() => seen.written.length === 1);
    expect([slow.written.length, frames.held]).toEqual([before, []]);
    other.close();
  }
  frames.close();
});

it('should tell by the next picture that one could not be copied, and refuse what is no picture', async () => {
  const { planes } = gray(1);
  let reads = 0;
  const changing = {
    ...gray(1),
    get planes() {
      reads += 1;
      return reads === 1 ? planes : [];
    },
  };
  endpoint.send(changing);
  let error: unknown;
  while (error === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      endpoint.send(gray(1));
    } catch (thrown) {
      error = thrown;
    }
  }
  expect((error as Error).message).toContain('planes');
  expect(() => endpoint.send({})).toThrow(TypeError);
  expect(() => endpoint.send({ ...gray(1), planes: [new Uint8Array(3)] })).toThrow(RangeError);
});

it('should refuse wrong options', () => {
  for (const options of [{ maxClients: 0 }, { quality: 101 }, { clientTimeout: 0 }, { host: 'x' }])
    expect(() => mjpegEndpoint(options as object)).toThrow(Object.keys(options)[0]);
});
