// The connection to the server: that it is lost, that it comes back, and that the page says so.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { header, hello, plainJpeg, stats } from './support/messages.js';
import { OpenPage } from './support/open-page.js';
import { untilColour } from './support/pixels.js';
import { ScriptedServer } from './support/scripted-server.js';

describeWithChromium('connection', () => {
  let browser: Browser;
  let opened: OpenPage;
  let second: ScriptedServer | undefined;
  const isDisabled = () =>
    opened.page.$$eval('#controls input, #controls select, #controls button', (all) =>
      all.map((each) => each.matches(':disabled')),
    );
  /** Of the first camera: what the server says of it, and that there is no connection. */
  const visible = () =>
    opened.page.$eval('.tile', (tile) => {
      const shows = (part: string) => tile.querySelector(part)?.checkVisibility({ visibilityProperty: true });
      return { state: shows('.state'), offline: shows('.offline') };
    });
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await second?.close();
    second = undefined;
    await opened.page.close();
  });
  afterAll(() => browser.close());

  it('is made again after the server went away, with the state that the server has then', async () => {
    opened = await OpenPage.open(browser);
    const { server } = opened;
    server.frame(header(), await plainJpeg({ r: 120, g: 120, b: 120 }));
    server.send(stats(100));
    await untilColour(opened, 0, [120, 120, 120]);
    expect(await opened.text('#connection-state')).toBe('Connected');
    expect(await isDisabled()).toEqual([false, false, false]);
    const { port } = server;
    await server.close();
    await opened.untilText('#connection-state', /^Not connected\./);
    await opened.untilText('#connection-next', /^Next attempt in \d+(\.\d)? (s|ms)$/);
    expect(await isDisabled()).toEqual([true, true, true]);
    expect(await opened.page.$eval('.tile canvas', (canvas) => getComputedStyle(canvas).filter)).not.toBe(
      'none',
    );

    expect(await visible()).toEqual({ state: false, offline: true });

    second = await ScriptedServer.start(port);
    await second.connected();
    second.send(hello({ settings: { callbackInterval: 2, overflow: 'buffer', paused: true } }));
    await opened.untilText('#connection-state', 'Connected');
    expect(await opened.text('#connection-next')).toBe('');
    expect(await isDisabled()).toEqual([false, false, false]);
    expect(await opened.text('#pause')).toBe('Resume');
    expect(await visible()).toEqual({ state: true, offline: false });
    // The picture is still there.
    await untilColour(opened, 0, [120, 120, 120]);
    expect(await second.receive('watch')).toEqual({ type: 'watch', cameras: [0, 1] });
  });

  it('is tried at once when somebody asks for it, and says after several failures what may be wrong', async () => {
    opened = await OpenPage.open(browser);
    const { port } = opened.server;
    await opened.server.close();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await opened.until(() => !(document.querySelector('#connect') as HTMLElement).hidden);
      await opened.page.click('#connect');
    }
    await opened.untilText('#connection-state', /Is the server running\? If it asks for a token/);
    second = await ScriptedServer.start(port);
    await opened.page.click('#connect');
    await second.connected();
    second.send(hello());
    await opened.untilText('#connection-state', 'Connected');
  });

  it('is not tried in a hidden tab, but when it is shown again', async () => {
    opened = await OpenPage.open(browser, { before: heldTimers });
    const { port } = opened.server;
    const other = await browser.newPage();
    await other.bringToFront();
    await opened.server.close();
    const state = () => opened.page.evaluate(() => document.body.dataset.connection);
    await opened.page.waitForFunction(() => document.body.dataset.connection === 'waiting', {
      polling: 'mutation',
    });
    // The time of the next attempt has come.
    await opened.page.evaluate(() => (window as unknown as { runTimers(): void }).runTimers());
    expect(await state()).toBe('waiting');
    second = await ScriptedServer.start(port);
    await other.close();
    await opened.page.bringToFront();
    await second.connected();
    expect(await state()).toBe('connecting');
  });
});

/** In the page: what waits for a time runs when `runTimers` is called. */
function heldTimers(): void {
  let held: (() => void)[] = [];
  Object.assign(window, {
    setTimeout: (callback: () => void) => held.push(callback),
    runTimers: () => {
      const due = held;
      held = [];
      for (const callback of due) callback();
    },
  });
}
