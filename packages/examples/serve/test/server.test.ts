// Real HTTP over a device that is played by hand: what the server does when it is full, late, left, broken or closed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AclError } from '@ascend-rx/core';
import { shapes } from '@ascend-rx/example-classify';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, turnsUntil } from './support/test-server.js';

let picture: Buffer;
beforeAll(async () => {
  picture = await readFile(join(shapes.pictures, '01.jpg'));
});

/** Of an answer: the status, and the code in its body. */
const codeOf = async (response: Response) => {
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
};
const overflow = { status: 503, code: 'ERR_OVERFLOW', retryAfter: '1' };

describe('a server that has more requests than the device can take', () => {
  it('should refuse those for which its queue has no room, and answer the others', async () => {
    const { close, metric, model, send, session } = await startTestServer({ slots: 1, maxQueueSize: 1 });
    const first = send(picture);
    await session.launched();
    // One of the two gets the only place in the queue.
    const others = [send(picture), send(picture)] as const;
    const refused = await Promise.race(others);
    expect(await codeOf(refused)).toEqual(overflow);
    expect(await metric('ascend_rx_queue_depth')).toBe(1);
    expect(await metric('ascend_rx_in_flight')).toBe(1);
    session.report();
    await session.launched();
    session.report();
    expect((await first).status).toBe(200);
    const statuses = (await Promise.all(others)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 503]);
    await close();
    expect(model.stats().ledger).toMatchObject({ submitted: 3, delivered: 2, failed: 1 });
  });

  it('should refuse requests unread when too many are in progress', async () => {
    const { close, metric, send, session } = await startTestServer({ maxRequests: 1 });
    const first = send(picture);
    await session.launched();
    expect(await codeOf(await send(picture))).toEqual({
      status: 503,
      code: 'ERR_TOO_MANY_REQUESTS',
      retryAfter: '1',
    });
    expect(await metric('serve_requests_in_progress')).toBe(1);
    session.report();
    expect((await first).status).toBe(200);
    const again = send(picture);
    await session.launched();
    session.report();
    expect((await again).status).toBe(200);
    await close();
  });
});

describe('a client that goes away', () => {
  it('should leave the queue', async () => {
    const { close, metric, model, send, session } = await startTestServer();
    const first = send(picture);
    await session.launched();
    const leaving = new AbortController();
    const second = send(picture, 'image/jpeg', leaving.signal);
    await turnsUntil(() => model.stats().ledger.waiting === 1);
    leaving.abort();
    await expect(second).rejects.toThrow('abort');
    await turnsUntil(() => model.stats().ledger.cancelled === 1);
    expect(model.stats().ledger).toMatchObject({ waiting: 0, inFlight: 1 });
    session.report();
    expect((await first).status).toBe(200);
    expect(await metric('serve_requests_total{status="499"}')).toBe(1);
    await close();
    expect(model.stats().ledger).toMatchObject({ submitted: 2, delivered: 1, cancelled: 1 });
  });

  it('should give its slot back when the device is done', async () => {
    const { close, metric, model, send, session } = await startTestServer();
    const leaving = new AbortController();
    const first = send(picture, 'image/jpeg', leaving.signal);
    await session.launched();
    leaving.abort();
    await expect(first).rejects.toThrow('abort');
    await turnsUntil(() => model.stats().ledger.cancelled === 1);
    session.report();
    const second = send(picture);
    await session.launched();
    session.report();
    expect((await second).status).toBe(200);
    expect(await metric('serve_requests_in_progress')).toBe(0);
    await close();
  });
});

describe('a request that takes too long', () => {
  it('should be answered with 504, and give its slot back', async () => {
    const { close, model, scheduler, send, session } = await startTestServer({ timeout: 60_000 });
    const first = send(picture);
    await session.launched();
    scheduler.flush();
    expect(await codeOf(await first)).toEqual({ status: 504, code: 'ERR_TIMEOUT', retryAfter: null });
    session.report();
    const second = send(picture);
    await session.launched();
    session.report();
    expect((await second).status).toBe(200);
    await close();
    expect(model.stats().ledger).toMatchObject({ submitted: 2, delivered: 1, cancelled: 1 });
  });
});

describe('a device that fails', () => {
  it('should be an answer of its own, and a fault for the log', async () => {
    const { close, faults, send, session } = await startTestServer();
    const first = send(picture);
    await session.launched();
    session.onRebuild = (done) => done();
    session.fail(new AclError('aclmdlExecuteAsync', 507011));
    expect(await codeOf(await first)).toEqual({
      status: 500,
      code: 'ACL_ERROR_RT_MODEL_EXECUTE',
      retryAfter: null,
    });
    expect(faults).toEqual([expect.any(AclError)]);
    const second = send(picture);
    await session.launched();
    session.report();
    expect((await second).status).toBe(200);
    await close();
  });

  it('should make the server unhealthy when it is lost', async () => {
    const { close, get, scheduler, send, session } = await startTestServer();
    expect((await get('/healthz')).status).toBe(200);
    const first = send(picture);
    await session.launched();
    session.onRebuild = (done) => done(new AclError('aclrtSetDevice', 507899));
    session.fail(new AclError('aclmdlExecuteAsync', 507011));
    expect((await first).status).toBe(500);
    // The delays before further rebuilds.
    scheduler.flush();
    expect((await get('/healthz')).status).toBe(503);
    expect(await codeOf(await send(picture))).toEqual({
      status: 503,
      code: 'ERR_NO_INSTANCE',
      retryAfter: null,
    });
    await close();
  });
});

describe('a server that is closed', () => {
  it('should answer the requests in progress first, and take no more', async () => {
    const { close, model, send, session } = await startTestServer({ slots: 1, maxQueueSize: 1 });
    const inFlight = send(picture);
    await session.launched();
    const waiting = send(picture);
    await turnsUntil(() => model.stats().ledger.waiting === 1);
    let isClosed = false;
    const closed = close().then(() => {
      isClosed = true;
    });
    await expect(send(picture)).rejects.toThrow('fetch failed');
    expect(isClosed).toBe(false);
    session.report();
    await session.launched();
    session.report();
    expect([(await inFlight).status, (await waiting).status]).toEqual([200, 200]);
    await closed;
    expect(model.stats().ledger).toMatchObject({ submitted: 2, delivered: 2 });
  });
});

describe('a request without a picture', () => {
  it.each([
    ['text', 'no picture', 400, 'ERR_PICTURE'],
    ['nothing', '', 400, 'ERR_PICTURE'],
    [
      'a drawing in a format that nobody asked for',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      400,
      'ERR_PICTURE',
    ],
    ['the beginning of a picture', 'half', 400, 'ERR_PICTURE'],
    ['a body that is too long', 'long', 413, 'FST_ERR_CTP_BODY_TOO_LARGE'],
    ['a picture with too many pixels', 'pixels', 413, 'ERR_PICTURE_SIZE'],
  ])('should be refused: %s', async (_name, text, status, code) => {
    const { close, model, send } = await startTestServer({
      maxPixels: text === 'pixels' ? 10_000 : 1_000_000,
      maxBytes: 100_000,
    });
    const bodies: Record<string, Uint8Array> = {
      half: picture.subarray(0, 400),
      long: Buffer.alloc(100_001),
      pixels: picture,
    };
    const answer = await codeOf(await send(bodies[text] ?? text));
    expect(answer).toMatchObject({ status, code });
    await close();
    expect(model.stats().ledger.submitted).toBe(0);
  });

  it('should be refused as another media type', async () => {
    const { close, send } = await startTestServer();
    for (const mediaType of ['text/plain', 'application/json', 'image/svg+xml']) {
      const answer = await send(picture, mediaType);
      expect(answer.status).toBe(415);
      expect(await answer.json()).toMatchObject({
        code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
        message: expect.stringMatching(/: send one of image\/jpeg, image\/png, image\/webp$/),
      });
    }
    await close();
  });
});
