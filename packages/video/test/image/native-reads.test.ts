// What native threads read of frames whose values are gone.
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { nativeRead } from '../../src/image/native-reads.js';
import { fromVideo } from '../../src/index.js';

describe('the close of a source', () => {
  it.each(['resolves', 'rejects'] as const)('waits until the read of a frame %s', async (how) => {
    const end = { resolves: () => {}, rejects: (_: Error) => {} };
    const read = nativeRead(
      new Promise<void>((resolve, reject) => Object.assign(end, { resolves: resolve, rejects: reject })),
    );
    let isClosed = false;
    const closed = fromVideo('a file that is never opened.mp4')
      .close()
      .then(() => {
        isClosed = true;
      });
    await turn();
    expect(isClosed).toBe(false);
    end[how](new Error('aborted'));
    await closed;
    await read.catch(() => {});
    expect(isClosed).toBe(true);
  });

  it('waits for none that has ended', async () => {
    await nativeRead(Promise.resolve());
    await fromVideo('a file that is never opened.mp4').close();
  });
});
