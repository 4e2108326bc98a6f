import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Registry } from 'prom-client';
import type { Access } from './access.js';
import type { StaticFile } from './static-files.js';

export interface AppOptions {
  readonly access: Access;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>;
  /** A fault of the server. */
  readonly onFault: (error: unknown) => void;
}

/** The routes: the page and its files, and `/metrics`. There is nothing that a request could change. */
export function createApp({
  access,
  files,
  registry,
  onFault,
}: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:'],
        styleSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
      // It is for TLS, which this server does not speak.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (context, next) => {
    const { incoming } = context.env;
    const refusal = access.refusalOfForm(incoming);
    if (refusal !== undefined) {
      // A body that nobody has asked for is not read.
      context.header('Connection', 'close');
      return context.text(`${refusal.message}\n`, refusal.status);
    }
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD')
      return context.text('expected GET or HEAD\n', 405, { Allow: 'GET, HEAD' });
    await next();
    return undefined;
  });
  app.use(async (context, next) => {
    const token = context.req.path === '/' ? context.req.query('token') : undefined;
    // It does not stay in the address bar.
    if (token !== undefined && (!access.needsToken || access.knows(token))) {
      if (access.needsToken) context.header('Set-Cookie', access.setCookie);
      context.header('Cache-Control', 'no-store');
      return context.redirect('/', 303);
    }
    const refusal = access.refusalOfToken(context.env.incoming);
    if (refusal === undefined) {
      await next();
      return undefined;
    }
    return context.text(`${refusal.message}\n`, refusal.status, {
      'WWW-Authenticate': 'Bearer realm="ascend-rx-dashboard"',
      'Cache-Control': 'no-store',
    });
  });

  app.get('/metrics', async (context) =>
    context.body(await registry.metrics(), 200, {
      'Content-Type': registry.contentType,
      'Cache-Control': 'no-store',
    }),
  );
  // Browsers ask for it by themselves.
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('*', (context) => {
    const file = files.get(context.req.path);
    if (file === undefined) return context.notFound();
    // A page that was built anew is seen at once.
    return context.body(new Uint8Array(file.body), 200, {
      'Content-Type': file.type,
      'Cache-Control': 'no-cache',
    });
  });
  app.notFound((context) => context.text('not found\n', 404));
  app.onError((error, context) => {
    onFault(error);
    return context.text('the server has failed\n', 500);
  });
  return app;
}
