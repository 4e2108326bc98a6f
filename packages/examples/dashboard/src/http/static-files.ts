import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that the server gives out. */
export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// From `src` and from `dist` alike.
const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * All files of the page, by path. They are read once, so no path of a request ever reaches the file system.
 *
 * @throws Error if the page has not been built
 */
export function staticFiles(): ReadonlyMap<string, StaticFile> {
  const uplot = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
  const files = new Map<string, StaticFile>();
  const add = (path: string, file: string) => {
    const type = types[extname(file)];
    if (type !== undefined) files.set(path, { type, body: readFileSync(file) });
  };
  for (const folder of [here('page'), here('dist/browser/page')])
    for (const name of readdirSync(folder)) add(`/page/${name}`, join(folder, name));
  add('/uplot/uPlot.esm.js', join(uplot, 'dist/uPlot.esm.js'));
  add('/uplot/uPlot.min.css', join(uplot, 'dist/uPlot.min.css'));
  const page = files.get('/page/index.html');
  if (page === undefined) throw new Error('page/index.html is missing');
  files.delete('/page/index.html');
  return files.set('/', page);
}
