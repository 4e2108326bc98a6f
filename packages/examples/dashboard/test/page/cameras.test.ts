// The state of cameras, their figures, and which of them are in sight.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { header, hello, plainJpeg, stats } from './support/messages.js';
import { OpenPage, type PageOptions, phone } from './support/open-page.js';
import { untilColour } from './support/pixels.js';

const gray = { r: 120, g: 120, b: 120 };

describeWithChromium('cameras', () => {
  let browser: Browser;
  let opened: OpenPage;
  const open = async (options?: PageOptions) => {
    opened = await OpenPage.open(browser, options);
    return opened;
  };
  const isVeiled = (camera: number) =>
    opened.page.$$eval(
      '.tile',
      (tiles, index) => {
        const tile = tiles[index] as HTMLElement;
        const veil = tile.querySelector('.veil') as HTMLElement;
        const canvas = tile.querySelector('canvas') as HTMLElement;
        return {
          text: [...veil.children]
            .map((part) => part.textContent)
            .join(' ')
            .trim(),
          shown: veil.checkVisibility(),
          dimmed: getComputedStyle(canvas).filter !== 'none',
        };
      },
      camera,
    );
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  it('shows a camera that died over its dimmed picture, with the reason, and its recovery', async () => {
    const { server } = await open();
    server.frame(header({ age: 5000 }), await plainJpeg(gray));
    await untilColour(opened, 0, [120, 120, 120]);
    expect(await isVeiled(0)).toMatchObject({ shown: false, dimmed: false });

    server.send({
      type: 'camera',
      camera: 0,
      state: 'lost',
      reason: 'no answer for 5 s; the next attempt is in 2 s',
    });
    await opened.untilText('.tile .state', 'Lost');
    const lost = await isVeiled(0);
    expect(lost).toMatchObject({ shown: true, dimmed: true });
    expect(lost.text).toMatch(/^Lost no answer for 5 s; the next attempt is in 2 s Last picture \d.* s ago$/);
    expect((await isVeiled(1)).text).toMatch(/^Connecting/);

    server.send({ type: 'camera', camera: 0, state: 'live' });
    await opened.untilText('.tile .state', 'Live');
    expect(await isVeiled(0)).toMatchObject({ shown: false, dimmed: false });
  });

  it('shows that a camera connects, and that it has ended', async () => {
    const { server } = await open({ greeting: hello({ cameras: [{ label: 'file', state: 'connecting' }] }) });
    expect(await isVeiled(0)).toEqual({ text: 'Connecting', shown: true, dimmed: true });
    server.send({ type: 'camera', camera: 0, state: 'ended' });
    await opened.untilText('.tile .state', 'Ended');
    expect(await isVeiled(0)).toEqual({ text: 'Ended', shown: true, dimmed: true });
  });

  it('shows the figures of each camera', async () => {
    const { server } = await open();
    const figures = () => opened.page.$$eval('.tile dd', (cells) => cells.map((cell) => cell.textContent));
    expect(await figures()).toEqual(['–', '–', '–', '–', '–', '–', '–', '–']);
    server.send(stats(10));
    await opened.untilText('.tile dd', '25');
    expect(await figures()).toEqual(['25', '–', '1,200', '7', '0', '–', '0', '0']);
    server.send(stats(11, { cameras: [{ framesPerSecond: 24.5, inferred: 1225, dropped: 9 }] }));
    await opened.untilText('.tile dd', '24.5');
    expect(await figures()).toEqual(['24.5', '–', '1,225', '9', '0', '–', '0', '0']);
  });

  it('shows how old the picture is, and goes on counting when no other comes', async () => {
    const { server } = await open();
    server.frame(header({ age: 2000 }), await plainJpeg(gray));
    await opened.untilText('.tile div:nth-child(2) > dd', /^[2-9]\.\d s$/);
    const seconds = async () => Number.parseFloat(await opened.text('.tile div:nth-child(2) > dd'));
    const first = await seconds();
    await opened.until(
      (before) =>
        Number.parseFloat(document.querySelector('.tile div:nth-child(2) > dd')?.textContent ?? '') > before,
      first,
    );
  });

  it('takes everything as text', async () => {
    const label = '<img src=x onerror="alert(1)"><b>yard</b>';
    const { server, page } = await open({
      greeting: hello({
        model: '<b>model</b>',
        cameras: [{ label, state: 'lost', reason: '<i>reason</i>' }],
      }),
    });
    server.send({ type: 'error', message: '<script>alert(1)</script>' });
    server.send(stats(1, { dropped: { '<u>cause</u>': 3 }, latency: { '<u>part</u>': { p50: 1, p99: 2 } } }));
    await opened.untilText('#plot-drops tbody button', '<u>cause</u>');
    expect(await opened.text('h2')).toBe(label);
    expect((await isVeiled(0)).text).toBe('Lost <i>reason</i>');
    expect(await opened.text('.problem p')).toBe('<script>alert(1)</script>');
    expect(await opened.text('#model')).toBe('<b>model</b>');
    expect(await opened.text('#plot-latency tbody button')).toBe('<u>part</u>');
    expect(await page.$$('b, i, u, img, body script')).toEqual([]);
  });

  it('tells the server which cameras are in sight on a phone, and none when the tab is hidden', async () => {
    const cameras = Array.from({ length: 6 }, (_, index) => ({
      label: `camera ${index}`,
      state: 'live' as const,
    }));
    const { server, page } = await open({ viewport: phone, greeting: hello({ cameras }) });
    const watched = async (expected: (cameras: readonly number[]) => boolean) => {
      for (;;) {
        const message = await server.receive('watch');
        if (expected(message.cameras)) return message.cameras;
      }
    };
    const first = await watched((list) => list.includes(0) && !list.includes(5));
    expect(first.length).toBeLessThan(6);
    await page.$$eval('.tile', (tiles) => tiles.at(-1)?.scrollIntoView({ block: 'end' }));
    await watched((list) => list.includes(5) && !list.includes(0));
    const other = await browser.newPage();
    await other.bringToFront();
    await watched((list) => list.length === 0);
    await other.close();
    await page.bringToFront();
    await watched((list) => list.includes(5));
  });

  it('shows other cameras if the server has others after it came back', async () => {
    const { server } = await open();
    server.send(hello({ cameras: [{ label: 'roof', state: 'live' }] }));
    await opened.untilText('.tile h2', 'roof');
    expect(await opened.page.$$eval('.tile', (tiles) => tiles.length)).toBe(1);
    server.frame(header(), await plainJpeg(gray));
    await untilColour(opened, 0, [120, 120, 120]);
  });

  it('has one column on a phone, and several on a desktop', async () => {
    const columns = () =>
      opened.page.$$eval(
        '.tile',
        (tiles) => new Set(tiles.map((tile) => tile.getBoundingClientRect().left)).size,
      );
    await open();
    expect(await columns()).toBe(2);
    await opened.close();
    await open({ viewport: phone });
    expect(await columns()).toBe(1);
    expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
