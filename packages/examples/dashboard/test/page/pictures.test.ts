// Pictures and boxes, on the pixels of the canvas.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { colourOf } from '../../page/colours.js';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { found, header, plainJpeg } from './support/messages.js';
import { desktop, OpenPage, type PageOptions, phone } from './support/open-page.js';
import { alike, type Colour, canvasOf, parseColour, pixels, untilColour } from './support/pixels.js';

const red: Colour = [200, 30, 30];
const blue: Colour = [30, 40, 190];
const green: Colour = [20, 150, 60];
const jpegOf = ([r, g, b]: Colour) => plainJpeg({ r, g, b });

describeWithChromium('pictures', () => {
  let browser: Browser;
  let opened: OpenPage;
  const open = async (options?: PageOptions) => {
    opened = await OpenPage.open(browser, options);
    return opened;
  };
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  it('moves, each on the canvas of its camera', async () => {
    const { server } = await open();
    server.frame(header({ camera: 0 }), await jpegOf(red));
    server.frame(header({ camera: 1 }), await jpegOf(green));
    await untilColour(opened, 0, red);
    await untilColour(opened, 1, green);
    server.frame(header({ camera: 0, index: 1 }), await jpegOf(blue));
    await untilColour(opened, 0, blue);
    await untilColour(opened, 1, green);
  });

  it.each([
    ['a desktop', desktop],
    ['a fine screen', { ...desktop, deviceScaleFactor: 1.5 }],
    ['a phone', phone],
  ])('draws a box where the header says, in the pixels of %s', async (_, viewport) => {
    const { server } = await open({ viewport });
    server.frame(header({ objects: [found({ id: 3, box: [160, 90, 480, 270] })] }), await jpegOf(red));
    await untilColour(opened, 0, red);
    const { width, height, shownWidth, shownHeight, ratio } = await canvasOf(opened, 0);
    expect([width, height]).toEqual([Math.round(shownWidth * ratio), Math.round(shownHeight * ratio)]);
    const [left, right, top, bottom] = [width / 4, (3 * width) / 4, height / 4, (3 * height) / 4].map(
      Math.round,
    ) as [number, number, number, number];
    const middle = Math.round(height / 2);
    const edges = await pixels(opened, 0, [
      [left, middle],
      [right - 1, middle],
      [Math.round(width / 2), top],
      [Math.round(width / 2), bottom - 1],
    ]);
    for (const colour of edges) expect(colour).toEqual(parseColour(colourOf(3)));
    const away = Math.ceil(8 * ratio);
    const others = await pixels(opened, 0, [
      [left - away, middle],
      [left + away, middle],
      [right + away, middle],
      [Math.round(width / 2), bottom + away],
    ]);
    for (const colour of others) expect(alike(colour, red)).toBe(true);
    // The label stands on the box, in its colour; its first letter is dark.
    const label = await pixels(opened, 0, [[left + 1, top - Math.round(3 * ratio)]]);
    expect(label).toEqual([parseColour(colourOf(3))]);
  });

  it('keeps the label of a box at the corner inside of the picture', async () => {
    const { server } = await open();
    server.frame(header({ objects: [found({ id: 1, box: [620, 0, 640, 20] })] }), await jpegOf(red));
    await untilColour(opened, 0, red);
    const { width, height, ratio } = await canvasOf(opened, 0);
    const below = Math.round((20 * height) / 360) + Math.round(2 * ratio);
    expect(await pixels(opened, 0, [[width - 2, below]])).toEqual([parseColour(colourOf(1))]);
  });

  it('scales boxes of the frame to a smaller picture, and shows a high one between bars', async () => {
    const { server } = await open();
    // The JPEG has 640×360; the frame had 720×1280.
    const objects = [found({ id: 2, box: [0, 640, 720, 1280] })];
    server.frame(header({ width: 720, height: 1280, objects }), await jpegOf(green));
    await untilColour(opened, 0, green, 0.5, 0.25);
    const { width, height } = await canvasOf(opened, 0);
    const left = Math.floor((width - Math.round((height * 720) / 1280)) / 2);
    const [bar, edge] = await pixels(opened, 0, [
      [left - 4, Math.round(height * 0.75)],
      [left, Math.round(height * 0.75)],
    ]);
    expect(bar).toEqual([0, 0, 0]);
    expect(edge).toEqual(parseColour(colourOf(2)));
  });

  it('draws the newest picture again in its new size after the window has changed', async () => {
    const { server, page } = await open();
    server.frame(header(), await jpegOf(blue));
    await untilColour(opened, 0, blue);
    const before = await canvasOf(opened, 0);
    await page.setViewport({ ...desktop, width: 700, deviceScaleFactor: 2 });
    await opened.until((width) => document.querySelector('canvas')?.width !== width, before.width);
    await untilColour(opened, 0, blue);
    const after = await canvasOf(opened, 0);
    expect(after.width).toBe(Math.round(after.shownWidth * 2));
  });

  it('decodes only the newest picture when decoding is slower than arriving', async () => {
    const { server, page } = await open({ before: slowDecoding });
    for (let index = 0; index < 20; index += 1)
      server.frame(header({ index }), await jpegOf(index === 19 ? blue : red));
    // An answer to what was sent after the pictures: they have all arrived.
    server.send({ type: 'error', message: 'all sent' });
    await opened.untilText('.problem p', 'all sent');
    await page.evaluate(() => (window as unknown as { goOn(): void }).goOn());
    await untilColour(opened, 0, blue);
    expect(await page.evaluate(() => (window as unknown as { decodings: number }).decodings)).toBe(2);
  });

  it('decodes nothing in a hidden tab, and shows the newest when it is shown again', async () => {
    const { server, page } = await open({ before: slowDecoding });
    await page.evaluate(() => (window as unknown as { goOn(): void }).goOn());
    server.frame(header(), await jpegOf(red));
    await untilColour(opened, 0, red);
    const other = await browser.newPage();
    await other.bringToFront();
    for (let index = 1; index < 10; index += 1)
      server.frame(header({ index }), await jpegOf(index === 9 ? blue : green));
    server.send({ type: 'error', message: 'all sent' });
    await page.waitForFunction(() => document.querySelector('.problem') !== null, { polling: 'mutation' });
    const hidden = await page.evaluate(() => (window as unknown as { decodings: number }).decodings);
    // One may have begun before the tab was hidden.
    expect(hidden).toBeLessThanOrEqual(2);
    await other.close();
    await page.bringToFront();
    await untilColour(opened, 0, blue);
    expect(
      await page.evaluate(() => (window as unknown as { decodings: number }).decodings),
    ).toBeLessThanOrEqual(hidden + 2);
  });

  it('says that a picture cannot be read, and shows the next one', async () => {
    const { server } = await open();
    server.frame(header(), Buffer.from('no JPEG'));
    await opened.untilText('.seen', 'The newest picture cannot be read.');
    server.frame(header({ objects: [found(), found({ id: 2, name: 'star' })] }), await jpegOf(green));
    await untilColour(opened, 0, green);
    await opened.untilText('.seen', 'circle 1 · star 1');
  });

  it('says that a message cannot be understood, and goes on', async () => {
    const { server } = await open();
    server.sendRaw(Buffer.from([1, 0]));
    await opened.untilText('.problem p', /expected a picture of at least 4 bytes but received 2 bytes/);
    server.frame(header({ camera: 7 }), await jpegOf(green));
    await opened.untilText('.problem:nth-child(2) p', 'The server spoke of camera 7, and there are 2.');
    server.frame(header(), await jpegOf(green));
    await untilColour(opened, 0, green);
  });
});

/** In the page: counts decodings, and holds them until `goOn` is called. */
function slowDecoding(): void {
  const decode = window.createImageBitmap.bind(window) as (blob: Blob) => Promise<ImageBitmap>;
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  const counts = Object.assign(window, { decodings: 0, goOn: () => resolve() });
  Object.assign(window, {
    createImageBitmap: async (blob: Blob) => {
      counts.decodings += 1;
      await promise;
      return decode(blob);
    },
  });
}
