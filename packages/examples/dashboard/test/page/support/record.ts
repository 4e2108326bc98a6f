import type { Page } from 'puppeteer-core';
import type { FrameHeader } from '../../../src/protocol.js';

export interface Recorded {
  /** Of every picture that has arrived, by camera. */
  readonly headers: FrameHeader[][];
  /** Figures that have arrived. */
  stats: number;
  /** What is written on a camera's canvas now. */
  texts(camera: number): string[];
}

declare global {
  interface Window {
    recorded: Recorded;
  }
}

/** Runs in the page before its own code: records what the server sends, and what is written on canvases. */
export function record(): void {
  const written = new WeakMap<HTMLCanvasElement, string[]>();
  const recorded: Recorded = {
    headers: [],
    stats: 0,
    texts(camera) {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('.tile canvas')[camera];
      return (canvas && written.get(canvas)) ?? [];
    },
  };
  class RecordedWebSocket extends WebSocket {
    constructor(url: string) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') {
          if (JSON.parse(data).type === 'stats') recorded.stats += 1;
          return;
        }
        const length = new DataView(data).getUint32(0, true);
        const header: FrameHeader = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
        recorded.headers[header.camera] ??= [];
        recorded.headers[header.camera]?.push(header);
      });
    }
  }
  const { prototype } = CanvasRenderingContext2D;
  const { clearRect, fillText } = prototype;
  prototype.clearRect = function (...place) {
    written.set(this.canvas, []);
    clearRect.apply(this, place);
  };
  prototype.fillText = function (text, ...place) {
    written.get(this.canvas)?.push(text);
    fillText.call(this, text, ...place);
  };
  Object.assign(window, { WebSocket: RecordedWebSocket, recorded });
}

/** The headers of a camera's pictures, so many at least. */
export async function headersOf(page: Page, camera: number, pictures: number): Promise<FrameHeader[]> {
  await page.waitForFunction(
    (index, least) => (window.recorded.headers[index]?.length ?? 0) >= least,
    { timeout: 120_000 },
    camera,
    pictures,
  );
  return page.evaluate((index) => window.recorded.headers[index] ?? [], camera);
}
