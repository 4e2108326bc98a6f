import { describe, expect, it } from '@jest/globals';
import { NewestPicture } from '../../page/newest-picture.js';

/** Decoding and drawing happen when a test says so. */
class Screen {
  readonly log: string[] = [];
  readonly pictures = new NewestPicture<string, string>({
    decode: (input) => {
      this.log.push(`decode ${input}`);
      return new Promise((resolve, reject) => {
        this.#decoded = {
          resolve: () => resolve(input),
          reject: () => reject(new Error(`no picture: ${input}`)),
        };
      });
    },
    draw: (picture) => void this.log.push(`draw ${picture}`),
    discard: (picture) => void this.log.push(`discard ${picture}`),
    failed: (error) => void this.log.push(`failed ${(error as Error).message}`),
    nextDrawing: () =>
      new Promise((resolve) => {
        this.#next = resolve;
      }),
  });
  #decoded: { resolve(): void; reject(): void } | undefined;
  #next: (() => void) | undefined;

  async decode(how: 'resolve' | 'reject' = 'resolve'): Promise<void> {
    this.#decoded?.[how]();
    await settled();
  }

  async drawAgain(): Promise<void> {
    this.#next?.();
    await settled();
  }
}

/** After every promise that can settle now has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('NewestPicture', () => {
  it('decodes only the newest of those that arrived meanwhile', async () => {
    const screen = new Screen();
    for (const input of ['a', 'b', 'c']) screen.pictures.offer(input);
    await screen.decode();
    screen.pictures.offer('d');
    await screen.drawAgain();
    await screen.decode();
    await screen.drawAgain();
    expect(screen.log).toEqual(['decode a', 'draw a', 'decode d', 'draw d']);
  });

  it('decodes nothing while the browser does not draw', async () => {
    const screen = new Screen();
    screen.pictures.offer('a');
    await screen.decode();
    for (const input of ['b', 'c', 'd']) screen.pictures.offer(input);
    await settled();
    expect(screen.log).toEqual(['decode a', 'draw a']);
    await screen.drawAgain();
    expect(screen.log).toEqual(['decode a', 'draw a', 'decode d']);
  });

  it('goes on after a picture that cannot be decoded', async () => {
    const screen = new Screen();
    screen.pictures.offer('a');
    await screen.decode('reject');
    screen.pictures.offer('b');
    await screen.drawAgain();
    await screen.decode();
    expect(screen.log).toEqual(['decode a', 'failed no picture: a', 'decode b', 'draw b']);
  });

  it('goes on after drawing has failed', async () => {
    const log: string[] = [];
    const pictures = new NewestPicture<string, string>({
      decode: async (input) => input,
      draw: (picture) => {
        log.push(picture);
        if (picture === 'a') throw new Error('no canvas');
      },
      discard: () => {},
      failed: (error) => void log.push((error as Error).message),
      nextDrawing: async () => {},
    });
    pictures.offer('a');
    await settled();
    pictures.offer('b');
    await settled();
    expect(log).toEqual(['a', 'no canvas', 'b']);
  });

  it('discards a picture that was being decoded when it was closed, and takes no other', async () => {
    const screen = new Screen();
    screen.pictures.offer('a');
    screen.pictures.offer('b');
    screen.pictures.close();
    screen.pictures.close();
    await screen.decode();
    screen.pictures.offer('c');
    await settled();
    expect(screen.log).toEqual(['decode a', 'discard a']);
  });
});
