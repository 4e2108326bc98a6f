import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPictures } from '../src/pictures/find-pictures.js';
import { Turns } from '../src/pictures/turns.js';

describe('findPictures', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classify-'));
    for (const name of ['f10.jpg', 'f2.JPEG', 'f1.png', 'x.webp', 'notes.txt', 'expected.json']) {
      await writeFile(join(folder, name), '');
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds the pictures of a folder, numbers in their order', async () => {
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

describe('Turns', () => {
  const take = (turns: Turns, count: number) => Array.from({ length: count }, () => turns.take());

  it('gives every file one turn', () => {
    expect(take(new Turns(['a', 'b']), 3)).toEqual(['a', 'b', undefined]);
  });

  it('goes round until the times are up', () => {
    expect(take(new Turns(['a', 'b'], 5), 6)).toEqual(['a', 'b', 'a', 'b', 'a', undefined]);
    expect(take(new Turns(['a', 'b'], 1), 2)).toEqual(['a', undefined]);
  });

  it('replaces no broken file when each has one turn', () => {
    const turns = new Turns(['a', 'b']);
    turns.take();
    expect(turns.giveBack('a')).toBe(true);
    expect(take(turns, 2)).toEqual(['b', undefined]);
  });

  it('gives the turn of a broken file to another in rounds', () => {
    const turns = new Turns(['a', 'b', 'c'], 4);
    expect(take(turns, 4)).toEqual(['a', 'b', 'c', 'a']);
    expect([turns.giveBack('a'), turns.giveBack('a')]).toEqual([true, false]);
    expect(take(turns, 3)).toEqual(['b', 'c', undefined]);
  });

  it('ends when no file is left', () => {
    const turns = new Turns(['a'], 1000);
    take(turns, 1);
    turns.giveBack('a');
    expect(turns.take()).toBeUndefined();
  });
});
