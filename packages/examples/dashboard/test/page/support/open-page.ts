import type { Browser, Page, Viewport } from 'puppeteer-core';
import type { Hello } from '../../../src/protocol.js';
import { hello } from './messages.js';
import { ScriptedServer } from './scripted-server.js';

export const desktop: Viewport = { width: 1440, height: 900, deviceScaleFactor: 1 };
export const phone: Viewport = {
  width: 390,
  height: 844,
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};

export interface PageOptions {
  readonly viewport?: Viewport;
  readonly scheme?: 'light' | 'dark';
  readonly greeting?: Hello;
  /** Runs in the page before its own code. */
  readonly before?: () => void;
}

/** A server and a page of it that has shown the greeting. */
export class OpenPage {
  private constructor(
    readonly server: ScriptedServer,
    readonly page: Page,
    /** What the browser has complained about: exceptions, and what the Content-Security-Policy has refused. */
    readonly complaints: readonly string[],
  ) {}

  static async open(browser: Browser, options: PageOptions = {}): Promise<OpenPage> {
    const { viewport = desktop, scheme = 'light', greeting = hello(), before } = options;
    const server = await ScriptedServer.start();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (!['error', 'warn'].includes(message.type())) return;
      // Tests read pixels; the page does not.
      if (!message.text().includes('willReadFrequently')) complaints.push(message.text());
    });
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    if (before !== undefined) await page.evaluateOnNewDocument(before);
    await page.goto(server.url);
    await server.connected();
    server.send(greeting);
    const opened = new OpenPage(server, page, complaints);
    await opened.until((state) => document.body.dataset.connection === state, 'open');
    return opened;
  }

  /** Until the condition holds in the page. */
  async until<Values extends unknown[]>(
    condition: (...values: Values) => unknown,
    ...values: Values
  ): Promise<void> {
    await this.page.waitForFunction(condition, {}, ...(values as never));
  }

  /** Until the first element that matches has this text, or one that the pattern matches. */
  async untilText(selector: string, text: string | RegExp): Promise<void> {
    const pattern =
      typeof text === 'string' ? `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : text.source;
    await this.until(
      (chosen, source) => new RegExp(source).test(document.querySelector(chosen)?.textContent ?? ''),
      selector,
      pattern,
    );
  }

  text(selector: string): Promise<string> {
    return this.page.$eval(selector, (found) => found.textContent ?? '');
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.server.close();
  }
}
