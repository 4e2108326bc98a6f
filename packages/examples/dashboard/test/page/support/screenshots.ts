import { join } from 'node:path';
import type { Page } from 'puppeteer-core';

const folder = process.env.ASCEND_RX_SCREENSHOTS;

/** Whether somebody wants pictures of the page: ASCEND_RX_SCREENSHOTS names a folder for them, which exists. */
export const wantsScreenshots = folder !== undefined;

/** Leaves a picture of the whole page as NAME.png, if somebody wants it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
