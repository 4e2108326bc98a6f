// From frames to messages, with the real resizer and the real encoder.
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Found } from '../src/cameras/find-objects.js';
import { pictureSize } from '../src/live/jpeg-of.js';
import { Pictures, type PicturesOptions } from '../src/live/pictures.js';
import { FakeFrames, type FakeSize } from './support/fake-frames.js';
import { readFrameMessage } from './support/read-frame-message.js';

function start(options: Partial<PicturesOptions> = {}) {
  const frames = new FakeFrames();
  const messages: Buffer[] = [];
  const errors: unknown[] = [];
  let wake = () => {};
  const happened = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const pictures = new Pictures({
    camera: 2,
    isWatched: () => true,
    onMessage: (message) => {
      messages.push(message);
      wake();
    },
    onError: (error) => {
      errors.push(error);
      wake();
    },
    ...options,
  });
  const objects = [{ id: 1, name: 'star', score: 0.5, box: [0, 1, 2, 3] as const }];
  /** As a pipeline does it: its own reference ends with the handler. */
  const show = (index: number, size?: FakeSize) => {
    const frame = frames.make(index, size);
    const found: Found = { frame, at: performance.now(), pts: index, objects };
    pictures.show(found);
    frame.release();
  };
  return { frames, messages, errors, happened, pictures, show };
}

describe('a picture', () => {
  it('should be the frame, made smaller, behind what is known of it', async () => {
    const { messages, happened, pictures, show, frames } = start();
    const made = happened();
    show(100, { width: 1280, height: 720 });
    await made;
    const { header, jpeg } = readFrameMessage(messages[0] as Buffer);
    expect(header).toEqual({
      ...{ camera: 2, index: 100, pts: 100, width: 1280, height: 720, age: expect.any(Number) },
      objects: [{ id: 1, name: 'star', score: 0.5, box: [0, 1, 2, 3] }],
    });
    expect(header.age).toBeGreaterThan(0);
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ format: 'raw', width: 640, height: 360, channels: 3 });
    for (const at of [0, 1000, data.length - 1]) expect(Math.abs((data[at] as number) - 100)).toBeLessThan(3);
    pictures.close();
    expect(frames.held).toEqual([]);
  });

  it.each([
    [1280, 720, 640, 360],
    [720, 1280, 360, 640],
    [640, 480, 640, 480],
    [8, 4, 8, 4],
    [32768, 1, 640, 1],
  ])('should be of %i × %i pixels not larger than the page shows', (width, height, w, h) => {
    expect(pictureSize({ width, height })).toEqual({ width: w, height: h });
  });

  it('should be made of the newest frame, while another one is encoded', async () => {
    const { messages, happened, pictures, show, frames } = start();
    const first = happened();
    for (const index of [0, 1, 2, 3]) show(index);
    // The one that is encoded, and the newest.
    expect(frames.held).toEqual([0, 3]);
    await first;
    await happened();
    expect(messages.map((message) => readFrameMessage(message).header.index)).toEqual([0, 3]);
    expect(pictures.message).toBe(messages[1]);
    expect(frames.held).toEqual([3]);
    pictures.close();
    expect(frames.held).toEqual([]);
  });

  it('should not be made while nobody looks, and then at once of the newest frame', async () => {
    let isWatched = false;
    const { messages, happened, pictures, show, frames } = start({ isWatched: () => isWatched });
    for (const index of [0, 1, 2]) show(index);
    expect(frames.held).toEqual([2]);
    expect(pictures.message).toBeUndefined();
    isWatched = true;
    const made = happened();
    pictures.look();
    await made;
    expect(messages.map((message) => readFrameMessage(message).header.index)).toEqual([2]);
    // Once, however many look.
    pictures.look();
    pictures.look();
    show(3);
    await happened();
    expect(messages.map((message) => readFrameMessage(message).header.index)).toEqual([2, 3]);
    pictures.close();
  });

  it('should be told if it cannot be made, and the next one is tried', async () => {
    const { messages, errors, happened, pictures, show, frames } = start();
    const failed = happened();
    show(0, { width: 8, height: 0 });
    await failed;
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('height') })]);
    expect(frames.held).toEqual([0]);
    const made = happened();
    show(1);
    await made;
    expect(messages).toHaveLength(1);
    pictures.close();
    expect(frames.held).toEqual([]);
  });

  it('should not be told after the end', async () => {
    const { messages, errors, pictures, show, frames } = start();
    show(0);
    const closed = pictures.close();
    show(1);
    // The resizer still reads it.
    expect(frames.held).toEqual([0]);
    await closed;
    expect({ held: frames.held, messages, errors }).toEqual({ held: [], messages: [], errors: [] });
    await pictures.close();
  });

  it('should not be told after the end that it cannot be made', async () => {
    const { errors, pictures, show, frames } = start();
    show(0, { width: 8, height: 0 });
    await pictures.close();
    expect({ held: frames.held, errors }).toEqual({ held: [], errors: [] });
  });
});
