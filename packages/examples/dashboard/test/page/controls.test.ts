// The controls: what they send, and that they show what the server has.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import type { Settings } from '../../src/protocol.js';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { hello } from './support/messages.js';
import { OpenPage } from './support/open-page.js';

const { settings } = hello();

describeWithChromium('controls', () => {
  let browser: Browser;
  let opened: OpenPage;
  const shown = () =>
    opened.page.evaluate(() => ({
      callbackInterval: (document.querySelector('#callback-interval') as HTMLInputElement).valueAsNumber,
      overflow: (document.querySelector('#overflow') as HTMLSelectElement).value,
      paused: document.querySelector('#pause')?.textContent === 'Resume',
    }));
  const untilShown = (wanted: Settings) =>
    opened.until(
      (interval, overflow, button) =>
        (document.querySelector('#callback-interval') as HTMLInputElement).value === interval &&
        (document.querySelector('#overflow') as HTMLSelectElement).value === overflow &&
        document.querySelector('#pause')?.textContent === button,
      String(wanted.callbackInterval),
      wanted.overflow,
      wanted.paused ? 'Resume' : 'Pause',
    );
  /** By keyboard alone: a number in place of the one that is there. */
  const type = async (text: string) => {
    await opened.page.focus('#callback-interval');
    await opened.page.$eval('#callback-interval', (input) => (input as HTMLInputElement).select());
    await opened.page.keyboard.type(text);
  };
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  it('show what the server has, and what another page has changed', async () => {
    opened = await OpenPage.open(browser);
    expect(await shown()).toEqual(settings);
    const changed = { callbackInterval: 9, overflow: 'buffer', paused: true } as const;
    opened.server.send({ type: 'settings', settings: changed });
    await untilShown(changed);
  });

  it('send the callback interval, by keyboard, and show what the server has made of it', async () => {
    opened = await OpenPage.open(browser);
    await type('16');
    await opened.page.keyboard.press('Enter');
    expect(await opened.server.receive('set')).toEqual({ type: 'set', settings: { callbackInterval: 16 } });
    opened.server.send({ type: 'settings', settings: { ...settings, callbackInterval: 12 } });
    await untilShown({ ...settings, callbackInterval: 12 });
  });

  it('send the overflow', async () => {
    opened = await OpenPage.open(browser);
    const choices = await opened.page.$$eval('#overflow option', (options) =>
      options.map((each) => each.textContent),
    );
    expect(choices).toEqual(hello().choices.overflow);
    await opened.page.select('#overflow', 'buffer');
    expect(await opened.server.receive('set')).toEqual({ type: 'set', settings: { overflow: 'buffer' } });
  });

  it('pause and go on, by keyboard', async () => {
    opened = await OpenPage.open(browser);
    await opened.page.focus('#pause');
    await opened.page.keyboard.press('Space');
    expect(await opened.server.receive('set')).toEqual({ type: 'set', settings: { paused: true } });
    opened.server.send({ type: 'settings', settings: { ...settings, paused: true } });
    await untilShown({ ...settings, paused: true });
    expect(await opened.page.$eval('.paused', (mark) => mark.checkVisibility())).toBe(true);
    await opened.page.keyboard.press('Space');
    expect(await opened.server.receive('set')).toEqual({ type: 'set', settings: { paused: false } });
  });

  it('go back if the server refuses, and show why', async () => {
    opened = await OpenPage.open(browser);
    await opened.page.select('#overflow', 'buffer');
    await opened.server.receive('set');
    expect(await shown()).toMatchObject({ overflow: 'buffer' });
    opened.server.send({ type: 'error', message: 'expected another overflow' });
    await untilShown(settings);
    expect(await opened.text('#problems p')).toBe('expected another overflow');
    await opened.page.click('#problems button');
    expect(await opened.text('#problems')).toBe('');
  });

  it.each(['0', '65', '2.5', ''])(
    'refuse the callback interval "%s", and say what is expected',
    async (value) => {
      opened = await OpenPage.open(browser);
      await type(value);
      if (value === '') await opened.page.keyboard.press('Backspace');
      await opened.page.keyboard.press('Enter');
      await opened.untilText('#callback-interval-hint', 'A whole number from 1 to 64');
      expect(
        await opened.page.$eval('#callback-interval', (input) => input.getAttribute('aria-invalid')),
      ).toBe('true');
      // The next message of the page is that of the next change: the wrong value was not sent.
      await opened.page.select('#overflow', 'drop-newest');
      expect(await opened.server.receive('set')).toEqual({
        type: 'set',
        settings: { overflow: 'drop-newest' },
      });
      await opened.page.focus('#callback-interval');
      await opened.page.keyboard.press('Escape');
      await opened.untilText('#callback-interval-hint', '');
      expect(await shown()).toMatchObject({ callbackInterval: 4 });
    },
  );

  it('keep what is being typed when another page changes something else', async () => {
    opened = await OpenPage.open(browser);
    await type('3');
    opened.server.send({ type: 'settings', settings: { ...settings, overflow: 'buffer' } });
    await untilShown({ ...settings, overflow: 'buffer', callbackInterval: 3 });
    await opened.page.keyboard.type('2');
    await opened.page.keyboard.press('Enter');
    expect(await opened.server.receive('set')).toEqual({ type: 'set', settings: { callbackInterval: 32 } });
  });
});
