import type { Model } from '@ascend-rx/core';
import fastify, { type FastifyInstance } from 'fastify';
import type { Classifier } from './classifier.js';
import { Metrics } from './metrics.js';
import { mediaTypes } from './picture-format.js';
import { refusalOf } from './refusal-of.js';
import { TooManyRequests } from './too-many-requests.js';

export interface ServerOptions {
  /** The largest body of a request, in bytes. */
  readonly maxBytes: number;
  /** How many requests may be in progress. Each holds its body in memory. */
  readonly maxRequests: number;
  /** How long a request may take once its body has come, in ms. */
  readonly timeout: number;
  /** Called with every error that is a fault of the server. */
  readonly onFault: (error: unknown) => void;
}

/** How long a client may take to send a request, in ms. */
const longestUpload = 30_000;

/**
 * The server: `POST /classify`, `GET /metrics`, `GET /healthz`. Its `close()` takes no more requests, and resolves when those
 * in progress have been answered. Classifier and model are the caller's.
 */
export function createServer(classifier: Classifier, model: Model, options: ServerOptions): FastifyInstance {
  let inProgress = 0;
  let isLost = false;
  let isClosing = false;
  const metrics = new Metrics(model, () => inProgress);
  // The model has one instance. The subscription ends with the model.
  model.events$.subscribe(({ type }) => {
    if (type === 'removed') isLost = true;
  });

  const server = fastify({ bodyLimit: options.maxBytes, requestTimeout: longestUpload });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(mediaTypes, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error, _request, reply) => {
    const { retryAfter, status, ...body } = refusalOf(error);
    if (status === 500) options.onFault(error);
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    return reply.code(status).send(body);
  });

  // A connection that is kept open after its answer would keep the closed server waiting for it, for a minute or more.
  server.addHook('preClose', async () => {
    isClosing = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });

  server.post('/classify', {
    // Before the body is read.
    onRequest: async (_request, reply) => {
      const began = performance.now();
      const isRefused = inProgress >= options.maxRequests;
      if (!isRefused) inProgress += 1;
      // Once, whether the answer has been sent or the connection is gone.
      reply.raw.once('close', () => {
        if (!isRefused) inProgress -= 1;
        const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
        metrics.answered(status, (performance.now() - began) / 1000);
      });
      if (isRefused) throw new TooManyRequests(`${options.maxRequests} requests are in progress already`);
    },
    handler: async (request, reply) => {
      // Not `request.signal`: in Fastify 5.12 it is aborted as soon as the body has been read.
      const gone = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort();
      });
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      try {
        const result = await classifier.classify(body, { signal: gone.signal, timeout: options.timeout });
        metrics.classified(result.timing);
        return result;
      } catch (error) {
        if (!gone.signal.aborted) throw error;
        // Nobody is there to read an answer.
        return reply.hijack();
      }
    },
  });

  server.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return await metrics.registry.metrics();
  });

  server.get('/healthz', async (_request, reply) => {
    if (isLost) reply.code(503);
    return { status: isLost ? 'lost' : 'ok' };
  });
  return server;
}
