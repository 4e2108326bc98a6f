// The plots, on the pixels of uPlot's canvases and on their legends.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { hello, stats } from './support/messages.js';
import { desktop, OpenPage, type PageOptions } from './support/open-page.js';

/** Whole minutes: a moment in 2026. */
const begin = 1_790_000_040;

describeWithChromium('plots', () => {
  let browser: Browser;
  let opened: OpenPage;
  const open = async (options?: PageOptions) => {
    opened = await OpenPage.open(browser, options);
    return opened;
  };
  const legend = (id: string) =>
    opened.page.$$eval(`#plot-${id} tbody tr`, (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
  /** How many pixels of a plot have the colour of a line. */
  const linePixels = (id: string, line: number) =>
    opened.page.$eval(
      `#plot-${id} canvas`,
      (found, index) => {
        const canvas = found as HTMLCanvasElement;
        const value = getComputedStyle(document.documentElement).getPropertyValue(`--line-${index}`).trim();
        const wanted = [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16));
        const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          const near = wanted.every((part, offset) => Math.abs(part - (data[at + offset] ?? 0)) <= 24);
          if (near && (data[at + 3] ?? 0) > 200) count += 1;
        }
        return count;
      },
      line,
    );
  const send = (seconds: number, first = 0) => {
    for (let second = first; second < first + seconds; second += 1)
      opened.server.send(stats(begin + second, { inferencesPerSecond: 20 + (second % 10) }));
  };
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  it('show lines and the newest values', async () => {
    await open();
    send(60);
    await opened.untilText('#plot-inferences tbody td', '29');
    expect(await legend('load')).toEqual([
      ['in flight', '3'],
      ['queued', '1'],
    ]);
    expect(await legend('latency')).toEqual([
      ['total', '20', '41'],
      ['compute', '11', '13'],
      ['copyIn', '0.25', '0.5'],
    ]);
    expect(await legend('drops')).toEqual([['overflow', '0', '7']]);
    expect(await legend('event-loop')).toEqual([['event loop', '1.5', '4']]);
    expect(await linePixels('inferences', 0)).toBeGreaterThan(50);
    expect(await linePixels('load', 0)).toBeGreaterThan(50);
    expect(await linePixels('load', 1)).toBeGreaterThan(50);
    expect(await linePixels('latency', 1)).toBeGreaterThan(50);
    expect(await linePixels('event-loop', 0)).toBeGreaterThan(50);
  });

  it('count drops by cause, as they rise', async () => {
    await open();
    const { server } = opened;
    expect(await opened.text('#plot-drops .empty')).toBe('Nothing was dropped');
    server.send(stats(begin, { dropped: { overflow: 0, stale: 0 } }));
    server.send(stats(begin + 1, { dropped: { overflow: 12, stale: 0 } }));
    await opened.untilText('#plot-drops tbody td:last-child', '12');
    server.send(stats(begin + 2, { dropped: { overflow: 20, stale: 3 } }));
    await opened.untilText('#plot-drops tbody td:last-child', '20');
    expect(await legend('drops')).toEqual([
      ['overflow', '8', '20'],
      ['stale', '3', '3'],
    ]);
  });

  it('hide and show a row by its button', async () => {
    await open();
    send(30);
    await opened.untilText('#plot-latency tbody button', 'total');
    const press = (row: number) =>
      opened.page
        .focus(`#plot-latency tbody tr:nth-child(${row}) button`)
        .then(() => opened.page.keyboard.press('Enter'));
    const pressed = () =>
      opened.page.$$eval('#plot-latency button', (all) =>
        all.map((each) => each.getAttribute('aria-pressed')),
      );
    expect(await pressed()).toEqual(['true', 'true', 'false']);
    expect(await linePixels('latency', 2)).toBe(0);
    await press(3);
    await press(1);
    expect(await pressed()).toEqual(['false', 'true', 'true']);
    await opened.until(() => true);
    expect(await linePixels('latency', 0)).toBe(0);
    expect(await linePixels('latency', 2)).toBeGreaterThan(20);
  });

  it('follow the colour scheme', async () => {
    await open();
    send(60);
    await opened.untilText('#plot-inferences tbody td', '29');
    const background = () => opened.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await opened.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await opened.until((before) => getComputedStyle(document.body).backgroundColor !== before, light);
    // `linePixels` counts the colour that the dark scheme has for the line.
    expect(
      await opened.page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--line-0').trim(),
      ),
    ).toBe('#7fb2ff');
    await opened.until(() => true);
    expect(await linePixels('inferences', 0)).toBeGreaterThan(50);
  });

  it('show two minutes, and keep no more', async () => {
    await open();
    send(400);
    await opened.untilText('#plot-inferences tbody td', '29');
    // At the left border the values of two minutes ago: the cursor shows them in every legend.
    await opened.page.hover('#plot-inferences .u-over');
    const box = await (await opened.page.$('#plot-inferences .u-over'))?.boundingBox();
    if (box === null || box === undefined) throw new Error('no plot');
    await opened.page.mouse.move(box.x + 1, box.y + 20);
    const clock = await opened.page.evaluate(
      (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 5),
      begin + 279,
    );
    await opened.untilText('#plot-inferences .time', new RegExp(`^${clock}`));
    expect(await opened.text('#plot-load .time')).toBe(await opened.text('#plot-inferences .time'));
    await opened.page.mouse.move(0, 0);
    await opened.untilText('#plot-inferences .time', '');
  });

  it('take the new width after the window has changed', async () => {
    await open();
    send(10);
    await opened.untilText('#plot-inferences tbody td', '29');
    const width = () =>
      opened.page.$eval('#plot-inferences .uplot', (plot) => plot.getBoundingClientRect().width);
    const area = () => opened.page.$eval('#plot-inferences .area', (found) => found.clientWidth);
    const before = await width();
    await opened.page.setViewport({ ...desktop, width: 800 });
    await opened.until(
      (old) => document.querySelector('#plot-inferences .uplot')?.getBoundingClientRect().width !== old,
      before,
    );
    expect(await width()).toBe(await area());
  });

  it('draw nothing in a hidden tab, take the values, and show them afterwards', async () => {
    await open();
    send(10);
    await opened.untilText('#plot-inferences tbody td', '29');
    const other = await browser.newPage();
    await other.bringToFront();
    send(6, 10);
    opened.server.send({ type: 'error', message: 'all sent' });
    await opened.page.waitForFunction(() => document.querySelector('.problem') !== null, {
      polling: 'mutation',
    });
    expect(await opened.text('#plot-inferences tbody td')).toBe('29');
    await other.close();
    await opened.page.bringToFront();
    await opened.untilText('#plot-inferences tbody td', '25');
  });

  it('show values without uPlot, and say so', async () => {
    const { server, page } = await open();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().endsWith('uPlot.esm.js')) void request.abort();
      else void request.continue();
    });
    await page.reload();
    await server.connected(2);
    server.send(hello());
    send(10);
    await opened.untilText('#plot-inferences tbody td', '29');
    expect(await opened.text('.problem p')).toBe(
      'The plots cannot be drawn: uPlot could not be loaded. Reload the page.',
    );
    expect(opened.complaints).toHaveLength(1);
    expect(opened.complaints[0]).toMatch(/ERR_FAILED/);
    (opened.complaints as string[]).length = 0;
  });
});
