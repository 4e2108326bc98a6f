// The end of the process ends threads that wait, helper and programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runChild } from '../../../../test/support/run-child.js';
import type { VideoOptions } from '../../src/index.js';
import { expectToEndAtOnce } from '../support/ends-at-once.js';
import { MjpegServer } from '../support/mjpeg-server.js';
import { processesGone } from '../support/processes-gone.js';
import { describeWithRtsp, RtspServer } from '../support/rtsp-server.js';
import { decodersHere, describeWithFfmpeg, VideoFolder } from '../support/videos.js';

jest.setTimeout(60_000);
const folder = new VideoFolder();
/** For temporary files of the programs. */
const temporary = folder.at('temporary');
mkdirSync(temporary);
afterAll(() => folder.remove());
const script = fileURLToPath(new URL('exiting.mjs', import.meta.url));

type Input = readonly [input: string, options: VideoOptions];

/** Starts a program with these sources. Each of them has given a frame, which the program holds. */
async function begin(inputs: readonly Input[], how: string) {
  const child = spawn(process.execPath, [script, how, JSON.stringify(inputs)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: temporary },
  });
  const [printed] = await once(child.stdout, 'data');
  const pids = String(printed).trim().split(/\s+/).filter(Boolean);
  return {
    processes: pids.length,
    /** Lets it leave; returns its exit code. */
    leave: async (): Promise<number> => {
      const exit = once(child, 'exit');
      child.stdin.write('now\n');
      const [code] = await exit;
      return code;
    },
    /** Its processes end when it does. */
    gone: () => processesGone(pids),
  };
}

describeWithFfmpeg('a program that waits for nothing but the end of its source', () => {
  it.each(['node-av', 'ffmpeg'])('should see it: %s', async (decoder) => {
    const clip = folder.h264(`closing-${decoder}.mp4`, '64x48', 200);
    const { code, stdout } = await runChild([
      fileURLToPath(new URL('closing.mjs', import.meta.url)),
      clip,
      decoder,
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'closed\n' });
  });
});

describeWithFfmpeg('a program that leaves while its source waits', () => {
  let clip = '';
  beforeAll(() => {
    // So large that the program is still at work when the first picture has come.
    clip = folder.h264('clip.mp4', '640x480', 60);
  });
  describe.each([
    ['node-av', 0],
    ['ffmpeg', 2],
  ] as const)('for %s', (decoder, processes) => {
    it.each([
      ['exit', 3],
      ['throw', 1],
    ])('should end by %s, with its processes', async (how, code) => {
      const program = await begin([[clip, { decoder }]], how);
      expect(program.processes).toBe(processes);
      expect(await program.leave()).toBe(code);
      await program.gone();
      expect(readdirSync(temporary)).toEqual([]);
    });
  });
});

describeWithFfmpeg('a program that has nothing else to do', () => {
  it.each(['node-av', 'ffmpeg'])(
    'should not end while it waits for the end of a source: %s',
    async (decoder) => {
      // So large that the program is still at work when its source is left.
      const clip = folder.h264('long.mp4', '640x480', 60);
      const reading = fileURLToPath(new URL('reading.mjs', import.meta.url));
      const child = spawn(process.execPath, [reading, clip, decoder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (text) => {
        printed += text;
      });
      const [code] = await once(child, 'close');
      // Node ends with 13 if nothing is left that could settle what is awaited.
      expect({ code, printed }).toEqual({ code: 0, printed: 'after 1, 0 left\n' });
    },
  );
});

// The first 500 ms: the thread starts, and its decoder is loaded.
describeWithFfmpeg('a program that leaves while its source is being opened', () => {
  const leaving = fileURLToPath(new URL('leaving.mjs', import.meta.url));
  let clip = '';
  beforeAll(() => {
    clip = folder.h264('leaving.mp4', '64x48', 20);
  });
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [leaving, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    const [code, signal] = await once(child, 'close');
    return { code, signal, errors };
  };

  it.each(decodersHere)(
    'should end well at each moment: %s',
    async (decoder) => {
      const moments = Array.from({ length: 21 }, (_, n) => 25 * n);
      // Three at a time, since most of them wait.
      const lane = async () => {
        for (let after = moments.shift(); after !== undefined; after = moments.shift()) {
          const ended = await run(clip, decoder, 'exit', String(after));
          expect({ after, ...ended }).toEqual({ after, code: 3, signal: null, errors: '' });
        }
      };
      await Promise.all([lane(), lane(), lane()]);
    },
    120_000,
  );

  it.each(decodersHere)(
    'should go on at each moment if it closes the source alone: %s',
    async (decoder) => {
      expect(await run(clip, decoder, 'close')).toEqual({ code: 0, signal: null, errors: '' });
    },
    120_000,
  );
});

describeWithRtsp('a program that leaves while its server is frozen', () => {
  let rtsp: RtspServer;
  let mjpeg: MjpegServer;
  beforeAll(async () => {
    folder.make('%d.jpg', 'testsrc2=size=96x64:rate=5', '-frames:v', '3');
    const pictures = [1, 2, 3].map((n) => readFileSync(folder.at(`${n}.jpg`)));
    // After its pictures it is silent.
    mjpeg = await new MjpegServer((_, response) => mjpeg.begin(response, [...pictures, ...pictures])).start();
    rtsp = await RtspServer.start();
  });
  afterAll(async () => {
    await rtsp.kill();
    await mjpeg.close();
  });

  describe.each(decodersHere)('by %s', (decoder) => {
    it.each([
      ['exit', 3, 'tcp'],
      ['throw', 1, 'udp'],
      ['exit', 3, 'http'],
    ] as const)('should end within 250 ms by %s (%i), over %s', async (how, code, over) => {
      const ended: (() => Promise<void>)[] = [];
      await expectToEndAtOnce(async () => {
        rtsp.thaw();
        const input: Input =
          over === 'http' ? [mjpeg.url(), { decoder }] : [rtsp.url(), { decoder, transport: over }];
        const program = await begin([input], how);
        expect(program.processes).toBe(decoder === 'ffmpeg' ? 2 : 0);
        rtsp.freeze();
        ended.push(program.gone);
        return async () => expect(await program.leave()).toBe(code);
      });
      for (const gone of ended) await gone();
      expect(readdirSync(temporary)).toEqual([]);
    });
  });
});
