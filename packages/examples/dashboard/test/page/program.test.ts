// The real program, with its scene and its detector, in a real browser. With ASCEND_RX_SCREENSHOTS=FOLDER it leaves pictures of the page (so does accessibility.test.ts).
import { sceneVideo } from '@ascend-rx/example-watch';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { colourOf } from '../../page/colours.js';
import { MotionJpegServer } from '../support/motion-jpeg-server.js';
import { start } from '../support/program.js';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { desktop, phone } from './support/open-page.js';
import { parseColour } from './support/pixels.js';
import { headersOf, record } from './support/record.js';
import { judge } from './support/scene-truth.js';
import { screenshot, wantsScreenshots } from './support/screenshots.js';

// A process, a browser and a model: other work on the machine may slow them down.
jest.setTimeout(240_000);

describeWithChromium('the program in a browser', () => {
  let browser: Browser;
  let program: ReturnType<typeof start> | undefined;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    for (const page of await browser.pages()) await page.close();
    program?.child.kill('SIGKILL');
    await program?.ended;
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());

  const run = (...args: string[]) => {
    program = start(['--port', '0', ...args]);
    return program.origin;
  };
  const open = async (origin: string, { viewport = desktop, scheme = 'light' } = {}): Promise<Page> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluateOnNewDocument(record);
    await page.goto(`${origin}/`);
    return page;
  };
  const untilText = (page: Page, selector: string, pattern: string) =>
    page.waitForFunction(
      (chosen, source) => new RegExp(source).test(document.querySelector(chosen)?.textContent ?? ''),
      {},
      selector,
      pattern,
    );

  it('shows the scene with right labels, and draws them where the objects are', async () => {
    const page = await open(await run());
    const headers = await headersOf(page, 0, 60);
    const { right, misnamed, nowhere } = judge(headers);
    const all = right + misnamed + nowhere;
    expect(all).toBeGreaterThan(2 * headers.length);
    expect(right / all).toBeGreaterThan(0.85);
    expect(misnamed / all).toBeLessThan(0.02);

    await page.click('#pause');
    await untilText(page, '#pause', '^Resume$');
    // The newest picture that has come is the one that is shown. Others, of frames that were in flight, may come yet.
    const shown = await page.waitForFunction(drawnBoxes);
    const boxes = (await shown.jsonValue()) as DrawnBox[];
    expect(boxes.length).toBeGreaterThan(0);
    // The others are below a label or another box.
    const seen = boxes.filter(({ id, edges }) => {
      const wanted = JSON.stringify(parseColour(colourOf(id)));
      return edges.every((edge) => JSON.stringify(edge) === wanted);
    });
    expect(seen.length / boxes.length).toBeGreaterThanOrEqual(0.5);
  });

  it('does what its controls say', async () => {
    const origin = await run();
    const page = await open(origin);
    const other = await open(origin);
    await page.bringToFront();
    await headersOf(page, 0, 5);
    const waited = async (least: number) =>
      page.waitForFunction(
        (milliseconds) => {
          const rows = [...document.querySelectorAll('#plot-latency tbody tr')];
          const row = rows.find((each) => each.querySelector('button')?.textContent === 'callbackWait');
          return Number(row?.querySelector('td')?.textContent) >= milliseconds;
        },
        {},
        least,
      );
    await page.focus('#callback-interval');
    await page.$eval('#callback-interval', (input) => (input as HTMLInputElement).select());
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    // Four frames of 25 a second share a callback: the first waits for 120 ms, the second for 80, the third for 40, the last for none.
    await waited(20);

    await page.select('#overflow', 'buffer');
    await page.waitForFunction(() => document.querySelector('[aria-busy]') === null);

    await page.click('#pause');
    await untilText(page, '#pause', '^Resume$');
    await untilText(page, '#plot-inferences tbody td', '^0$');
    const paused = (await headersOf(page, 0, 1)).length;

    await other.bringToFront();
    const settings = await other.waitForFunction(() => {
      const [interval, overflow, pause] = ['#callback-interval', '#overflow', '#pause'].map((id) =>
        document.querySelector<HTMLInputElement>(id),
      );
      return pause?.textContent === 'Resume' && [interval?.value, overflow?.value];
    });
    expect(await settings.jsonValue()).toEqual(['4', 'buffer']);

    await page.bringToFront();
    await page.click('#pause');
    await headersOf(page, 0, paused + 10);
    expect(await page.$$('.problem')).toEqual([]);
  });

  it('shows a camera that dies, and its recovery', async () => {
    const camera = await MotionJpegServer.start();
    try {
      const page = await open(await run(camera.url('user:s3cr3t')));
      await headersOf(page, 0, 3);
      await untilText(page, '.tile .state', '^Live$');
      camera.stop();
      await untilText(page, '.tile .state', '^Lost$');
      expect(await page.$eval('.veil', (veil) => veil.checkVisibility())).toBe(true);
      expect(await page.content()).not.toMatch(/s3cr3t|user:/);
      const before = (await headersOf(page, 0, 1)).length;
      await camera.restart();
      await untilText(page, '.tile .state', '^Live$');
      await headersOf(page, 0, before + 3);
      expect(await page.$eval('.veil', (veil) => veil.checkVisibility())).toBe(false);
    } finally {
      camera.close();
    }
  });

  it('fits a desktop and a phone, light and dark', async () => {
    const camera = await MotionJpegServer.start();
    try {
      const origin = await run('--loop', sceneVideo, sceneVideo, camera.url(''));
      for (const [name, viewport] of Object.entries({ desktop, phone })) {
        for (const scheme of ['light', 'dark'] as const) {
          const page = await open(origin, { viewport, scheme });
          await headersOf(page, 0, 3);
          if (scheme === 'dark') camera.stop();
          await page.waitForFunction(
            (least) => window.recorded.stats >= least,
            { timeout: 180_000 },
            wantsScreenshots ? 30 : 2,
          );
          const { wide, columns } = await page.evaluate(() => ({
            wide: document.documentElement.scrollWidth,
            columns: new Set(
              [...document.querySelectorAll('.tile')].map((tile) => tile.getBoundingClientRect().left),
            ).size,
          }));
          expect({ wide, columns }).toEqual({ wide: viewport.width, columns: viewport === phone ? 1 : 3 });
          await screenshot(page, `${name}-${scheme}`);
          await page.close();
        }
        await camera.restart();
      }
    } finally {
      camera.close();
    }
  });
});

interface DrawnBox {
  readonly id: number;
  /** The colours of the canvas where the left and the right edge should be. */
  readonly edges: readonly (readonly number[])[];
}

/** In the page: the boxes of the newest picture, once its labels are on the canvas of the first camera. */
function drawnBoxes(): DrawnBox[] | undefined {
  const header = window.recorded.headers[0]?.at(-1);
  const canvas = document.querySelector<HTMLCanvasElement>('.tile canvas');
  const context = canvas?.getContext('2d');
  if (!header || !canvas || !context || header.objects.length === 0) return undefined;
  const labels = [...header.objects]
    .sort((a, b) => a.id - b.id)
    .map(({ id, name, score }) => `#${id} ${name} ${score.toFixed(2)}`);
  if (JSON.stringify(labels) !== JSON.stringify(window.recorded.texts(0))) return undefined;
  const across = (x: number) =>
    Math.round((Math.min(Math.max(x, 0), header.width) * canvas.width) / header.width);
  return header.objects.map(({ id, box: [left, top, right, bottom] }) => {
    const y = Math.round((((top + bottom) / 2) * canvas.height) / header.height);
    const edges = [across(left), across(right) - 1].map((x) => [
      ...context.getImageData(x, y, 1, 1).data.slice(0, 3),
    ]);
    return { id, edges };
  });
}
