// The program as users start it: with its own scene and detector, on the embedded runtime, and real cameras.
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { CameraNews } from '../src/cameras/camera.js';
import { tokenVariable } from '../src/options.js';
import { folder } from './support/folder.js';
import { MotionJpegServer } from './support/motion-jpeg-server.js';
import { Page } from './support/page.js';
import { start } from './support/program.js';

// Each case starts a process, which other work on the machine may slow down.
jest.setTimeout(120_000);

const programs: ReturnType<typeof start>[] = [];
afterEach(async () => {
  for (const { child, ended } of programs.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});
const run = (...given: Parameters<typeof start>) => {
  const program = start(...given);
  programs.push(program);
  return program;
};

const token = 'a1b2c3d4e5f6a7b8';

describe('without an argument', () => {
  it('should show the scene again and again, until Ctrl-C, and leave nothing behind', async () => {
    const { child, ended, origin } = run(['--port', '0']);
    const page = await Page.open(await origin);
    const { cameras, model } = await page.next('hello', undefined, 0);
    expect({ cameras, model }).toEqual({
      cameras: [{ label: 'scene', state: expect.stringMatching(/connecting|live/) }],
      model: 'shapes.onnx',
    });
    await page.next('picture', ({ header }) => header.objects.length > 2 && header.pts > 5, 0);
    // It begins anew after ten seconds.
    await page.next('picture', ({ header }) => header.objects.length > 2 && header.pts < 5);
    expect(page.received.filter((each) => each.type === 'camera' && each.state !== 'live')).toEqual([]);
    const metrics = await (await fetch(`${await origin}/metrics`)).text();
    expect(metrics).toMatch(/^dashboard_camera_inferred_frames_total\{camera="scene"\} [1-9]\d*$/m);
    expect(metrics).toMatch(/^ascend_rx_inference_count\{model="shapes.onnx"\} [1-9]\d*$/m);
    expect(metrics).toMatch(/^dashboard_clients 1$/m);
    const response = await fetch(await origin);
    expect(response.status).toBe(200);
    const html = await response.text();
    const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect((await fetch(new URL(link, await origin))).status).toBe(200);

    const asked = performance.now();
    child.kill('SIGINT');
    expect(await page.closed).toEqual({ code: 1001, reason: 'the server ends' });
    const { code, stdout, stderr } = await ended;
    expect(performance.now() - asked).toBeLessThan(1000);
    // It would say so if a frame was not released.
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const [title, address, closed = '', ...more] = stdout.trimEnd().split('\n');
    expect([title, address, more]).toEqual([
      ...['shapes.onnx on embedded runtime (AscendRxEmbedded)', `${await origin}/`, []],
    ]);
    const [frames, inferred, dropped, cancelled] = (closed.match(/\d+/g) ?? []).map(Number) as number[];
    expect(closed).toBe(
      `closed: ${frames} frames, ${inferred} inferred, ${dropped} dropped, ${cancelled} cancelled`,
    );
    expect(frames).toBe(Number(inferred) + Number(dropped) + Number(cancelled));
    expect(inferred).toBeGreaterThan(0);
    expect(cancelled).toBeLessThanOrEqual(3);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('should end within a second on %s, whatever its pages do', async (signal, exitCode) => {
    const { child, ended, origin } = run(['--port', '0']);
    const silent = await Page.open(await origin, { autoPong: false });
    await silent.next('picture', undefined, 0);
    silent.socket.pause();
    const asked = performance.now();
    child.kill(signal);
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: '' });
    expect(performance.now() - asked).toBeLessThan(1000);
    silent.socket.terminate();
  });
});

describe('a camera', () => {
  it('should be lost and found, and its password be nowhere', async () => {
    const camera = await MotionJpegServer.start();
    const secret = 's3cr3t';
    try {
      const { child, ended, origin } = run(['--port', '0', camera.url(`user:${secret}`)]);
      const page = await Page.open(await origin);
      await page.next('picture', undefined, 0);
      camera.stop();
      await page.next('camera', ({ state }) => state === 'lost', 0);
      const metrics = await (await fetch(`${await origin}/metrics`)).text();
      expect(metrics).toMatch(/^dashboard_camera_up\{camera="http:\/\/127\.0\.0\.1:\d+\/stream"\} 0$/m);
      expect(metrics).toMatch(/^dashboard_camera_losses_total\{.*\} 1$/m);
      await camera.restart();
      await page.next('camera', ({ state }) => state === 'live');
      await page.next('picture');
      child.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
      for (const text of [stdout, metrics, JSON.stringify(page.received)]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain('user');
      }
    } finally {
      camera.close();
    }
  });

  it('should be given up after as many attempts as it may have, and the page says so', async () => {
    const camera = await MotionJpegServer.start();
    const url = camera.url('user:s3cr3t');
    camera.close();
    const { child, ended, origin } = run(['--port', '0', '--attempts', '1', url]);
    const page = await Page.open(await origin);
    // It may have been given up before the page came.
    const isGivenUp = ({ state, reason = '' }: CameraNews) =>
      state === 'lost' && /not tried again$/.test(reason);
    const { cameras } = await page.next('hello', undefined, 0);
    if (!cameras.some(isGivenUp)) await page.next('camera', isGivenUp, 0);
    expect((await fetch(await origin)).status).toBe(200);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /^ascend-rx-dashboard: http:\/\/127\.0\.0\.1:\d+\/stream: .+; it is not tried again\n$/,
    );
    expect(stderr + JSON.stringify(page.received)).not.toMatch(/s3cr3t|user/);
  });
});

it('should want the token of the environment, and not print it', async () => {
  const { child, ended, origin } = run(['--port', '0', '--host', '0.0.0.0'], { [tokenVariable]: token });
  const address = await origin;
  expect(address).toMatch(/^http:\/\/localhost:\d+$/);
  expect((await fetch(address)).status).toBe(401);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(address, { headers })).status).toBe(200);
  await Page.open(address, { headers });
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  expect(stdout).toContain(`${address}/?token=… with your token`);
  expect(stdout).not.toContain(token);
});

it('should print what it can do', async () => {
  const { code, stdout, stderr } = await run(['--help']).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: ascend-rx-dashboard \[OPTION\]… \[INPUT\]…\n/);
});

it.each([
  [['none.mp4'], 'none.mp4'],
  [['--model', 'none'], 'none'],
  [['--host', '0.0.0.0'], 'a token is needed'],
  [['--host', '0.0.0.0', '--token', 'short'], 'expected 16 characters or more for --token but received 5'],
  [['ftp://camera/x'], 'ftp'],
  [['--prot', '1'], 'did you mean --port?'],
  [[' rtsp://u:s3cr3t@cam/x'], 'no such file:  …@cam/x'],
  [['rtsp//u:s3cr3t@cam/x'], 'no such file: …@cam/x'],
  [['rtsp://usr:12/s3cr3t@cam/x'], 'percent-encode user and password'],
  [['--model', 'rtsp://u:s3cr3t@cam/x'], '…@cam/x'],
  [['--host', 'rtsp://u:s3cr3t@cam/x', '--token', token], '…@cam/x'],
  [['--decoder', 'rtsp://u:s3cr3t@cam/x'], 'for --decoder but received …@cam/x'],
])('should say what is wrong with %j', async (args, message) => {
  const { code, stdout, stderr } = await run(args).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^ascend-rx-dashboard: .*\n$/);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('s3cr3t');
});

it('should show a file that is no video as lost, and go on', async () => {
  const file = folder.write('text.mp4', 'this is no video');
  const { child, ended, origin } = run(['--port', '0', file]);
  const page = await Page.open(await origin);
  const { cameras } = await page.next('hello', undefined, 0);
  if (cameras[0]?.state !== 'lost') await page.next('camera', ({ state }) => state === 'lost', 0);
  expect((await fetch(await origin)).status).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/^ascend-rx-dashboard: text\.mp4: .+; it is not tried again\n$/),
  });
});
