import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileQueue } from '../src/pictures/file-queue.js';
import { findPictures } from '../src/pictures/find-pictures.js';

describe('findPictures', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classify-'));
    for (const name of ['f10.jpg', 'f2.JPEG', 'f1.png', 'x.webp', 'notes.txt', 'expected.json']) {
      await writeFile(join(folder, name), '');
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds the pictures of a folder, sorted by the numbers in their names', async () => {
    const found = await findPictures([folder]);
    expect(found).toEqual(['f1.png', 'f2.JPEG', 'f10.jpg', 'x.webp'].map((name) => join(folder, name)));
  });

  it('takes files as they are given, whatever their names', async () => {
    const files = [join(folder, 'x.webp'), join(folder, 'notes.txt')];
    expect(await findPictures(files)).toEqual(files);
  });

  it('names what does not exist, and folders without pictures', async () => {
    await expect(findPictures([join(folder, 'none')])).rejects.toThrow(
      `no such file or folder: ${folder}/none`,
    );
    await expect(findPictures([join(folder, 'x.webp', 'y')])).rejects.toThrow('no such file or folder');
    const empty = await mkdtemp(join(folder, 'empty-'));
    await expect(findPictures([empty])).rejects.toThrow(
      `no pictures (.jpg, .jpeg, .png, .webp) in the folder ${empty}`,
    );
  });
});

describe('FileQueue', () => {
  const take = (files: FileQueue, count: number) => Array.from({ length: count }, () => files.take());

  it('gives every file once', () => {
    expect(take(new FileQueue(['a', 'b']), 3)).toEqual(['a', 'b', undefined]);
  });

  it('repeats the files until enough have been taken', () => {
    expect(take(new FileQueue(['a', 'b'], 5), 6)).toEqual(['a', 'b', 'a', 'b', 'a', undefined]);
    expect(take(new FileQueue(['a', 'b'], 1), 2)).toEqual(['a', undefined]);
  });

  it('replaces no broken file when each is taken once', () => {
    const files = new FileQueue(['a', 'b']);
    files.take();
    expect(files.reportBroken('a')).toBe(true);
    expect(take(files, 2)).toEqual(['b', undefined]);
  });

  it('replaces a broken file by another when files are repeated', () => {
    const files = new FileQueue(['a', 'b', 'c'], 4);
    expect(take(files, 4)).toEqual(['a', 'b', 'c', 'a']);
    expect([files.reportBroken('a'), files.reportBroken('a')]).toEqual([true, false]);
    expect(take(files, 3)).toEqual(['b', 'c', undefined]);
  });

  it('ends when no file is left', () => {
    const files = new FileQueue(['a'], 1000);
    take(files, 1);
    files.reportBroken('a');
    expect(files.take()).toBeUndefined();
  });
});
