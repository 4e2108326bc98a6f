// The rules of axe-core for WCAG 2.2 at level AA, in both colour schemes, on a desktop and a phone, in every state that the page can show.
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser } from 'puppeteer-core';
import { describeWithChromium, startChromium } from './support/chromium.js';
import { header, hello, plainJpeg, stats } from './support/messages.js';
import { desktop, OpenPage, phone } from './support/open-page.js';
import { screenshot } from './support/screenshots.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] };

describeWithChromium('accessibility', () => {
  let browser: Browser;
  let opened: OpenPage;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(() => opened.page.close());
  afterAll(() => browser.close());

  const violations = async () => {
    const found = await opened.page.evaluate(async (options) => {
      const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
      return (await axe.run(options)).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
    }, rules);
    return found;
  };

  it.each([
    ['a desktop', 'light', desktop],
    ['a desktop', 'dark', desktop],
    ['a phone', 'light', phone],
    ['a phone', 'dark', phone],
  ] as const)('has nothing to complain about on %s, %s', async (device, scheme, viewport) => {
    const cameras = (['live', 'connecting', 'lost', 'ended'] as const).map((state) => ({
      label: `camera that is ${state}`,
      state,
      ...(state === 'lost' ? { reason: 'no answer' } : {}),
    }));
    opened = await OpenPage.open(browser, { scheme, viewport, greeting: hello({ cameras }) });
    const { server, page } = opened;
    // The Content-Security-Policy is for the page's own code: the browser's debugger may add a script.
    await page.evaluate(await (await import('node:fs/promises')).readFile(axe, 'utf8'));
    server.frame(header(), await plainJpeg({ r: 200, g: 200, b: 200 }));
    server.send(stats(100));
    server.send({ type: 'error', message: 'expected a number but received a text' });
    server.send({ type: 'settings', settings: { ...hello().settings, paused: true } });
    await opened.untilText('#pause', 'Resume');
    await page.$eval('#callback-interval', (input) => {
      (input as HTMLInputElement).value = '0';
      input.dispatchEvent(new Event('input'));
    });
    expect(await violations()).toEqual([]);
    await screenshot(page, `states on ${device}, ${scheme}`);
    await server.close();
    await opened.untilText('#connection-state', /^Not connected/);
    expect(await violations()).toEqual([]);
    await screenshot(page, `no connection on ${device}, ${scheme}`);
  });
});
