// Opening and closing devices: which libraries are tried, the error messages, and close in every state.

import { infer } from '@ascend-rx/core';
import { openDevice, paths } from '@ascend-rx/native';
import { afterAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom, NEVER, of } from 'rxjs';
import { identity } from '../support/models.js';
import { nanotrack, offlineModel } from '../support/offline-model.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const identityFile = folder.write('identity.onnx', identity());

afterAll(() => folder.remove());

describe('openDevice', () => {
  it('opens the embedded runtime by name, by path and by environment variable', async () => {
    for (const library of ['embedded', paths().library]) {
      const device = await openDevice({ library });
      expect(device.embedded).toBe(true);
      await device.close();
    }
    process.env.ASCEND_RX_LIBRARY = paths().library;
    try {
      const device = await openDevice();
      expect(device.embedded).toBe(true);
      await device.close();
    } finally {
      delete process.env.ASCEND_RX_LIBRARY;
    }
  });

  it('names the library that was asked for and why it did not do', async () => {
    await expect(openDevice({ library: '/no/such/libascendcl.so' })).rejects.toMatchObject({
      code: 'ERR_NO_DEVICE',
      message: expect.stringMatching(/option `library` \(\/no\/such\/libascendcl\.so\): .*cannot open/),
    });
    const notLibrary = folder.write('text.so', 'no library');
    await expect(openDevice({ library: notLibrary })).rejects.toMatchObject({ code: 'ERR_NO_DEVICE' });
  });

  it('says which functions a library lacks', async () => {
    const onnxruntime = paths().onnxruntime as string;
    await expect(openDevice({ library: onnxruntime })).rejects.toThrow(/it lacks aclInit, aclFinalize/);
  });

  it('refuses a device that is not there', async () => {
    await expect(openDevice({ library: 'embedded', deviceId: 4711 })).rejects.toThrow(
      /aclrtSetDevice returned 107001/,
    );
  });

  it('finds a misspelt word in the environment variable, too', async () => {
    process.env.ASCEND_RX_LIBRARY = 'Embedded';
    try {
      await expect(openDevice()).rejects.toThrow(
        "Expected 'embedded' or a path for `ASCEND_RX_LIBRARY` but received 'Embedded': did you mean 'embedded'?",
      );
    } finally {
      delete process.env.ASCEND_RX_LIBRARY;
    }
  });

  it.each([
    [{ libary: 'embedded' }, TypeError, /`library`/],
    [{ library: 3 }, TypeError, /Expected 'embedded' or a path for `library` but received 3/],
    [
      { library: 'embeded' },
      TypeError,
      /^Expected 'embedded' or a path for `library` but received 'embeded': did you mean 'embedded'\?$/,
    ],
    [{ deviceId: -1 }, RangeError, /Expected an integer ≥ 0 for `deviceId` but received -1/],
    [{ deviceId: Number.NaN }, RangeError, /received NaN/],
  ])('refuses %j', async (options, kind, message) => {
    const opening = openDevice(options as never);
    await expect(opening).rejects.toBeInstanceOf(kind);
    await expect(openDevice(options as never)).rejects.toThrow(message);
  });
});

describe('close', () => {
  it('is idempotent, and closes what was loaded', async () => {
    const device = await openDevice({ library: 'embedded' });
    const model = await device.loadModel(identityFile);
    await Promise.all([device.close(), device.close(), model.close()]);
    await device.close();
    await expect(device.loadModel(identityFile)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await expect(firstValueFrom(of(new Float32Array(16)).pipe(infer(model)))).rejects.toMatchObject({
      code: 'ERR_CLOSED',
    });
  });

  it('ends what is being loaded', async () => {
    const device = await openDevice({ library: 'embedded' });
    const loading = device.loadModel(identityFile);
    const refused = expect(loading).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await device.close();
    await refused;
  });

  it('ends pipelines that still want more', async () => {
    const device = await openDevice({ library: 'embedded' });
    const model = await device.loadModel(identityFile);
    const ended = new Promise((resolve) => {
      NEVER.pipe(infer(model)).subscribe({ error: resolve });
    });
    await device.close();
    expect(await ended).toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('works by await using', async () => {
    let closed: Promise<void>;
    {
      await using device = await openDevice({ library: 'embedded' });
      await using model = await device.loadModel(identityFile);
      const { outputs } = await firstValueFrom(of(new Float32Array(16).fill(3)).pipe(infer(model)));
      expect(outputs.y?.data).toEqual(new Float32Array(16).fill(3));
      closed = Promise.resolve().then(() => device.close());
    }
    await closed;
  });
});

describe('loadModel', () => {
  it('says what is wrong with a file that is no model', async () => {
    await using device = await openDevice({ library: 'embedded' });
    await expect(device.loadModel('/no/such/model.onnx')).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: 'Expected a model file but `/no/such/model.onnx` does not exist',
    });
    await expect(device.loadModel(folder.path)).rejects.toMatchObject({ code: 'ERR_MODEL_FILE' });
    await expect(device.loadModel(folder.write('text.onnx', 'not a model'))).rejects.toMatchObject({
      api: 'aclmdlLoadFromFile',
    });
    await expect(device.loadModel(folder.write('empty.onnx', ''))).rejects.toMatchObject({
      api: 'aclmdlLoadFromFile',
    });
  });

  it('refuses an offline model and names the remedy', async () => {
    await using device = await openDevice({ library: 'embedded' });
    const offline = folder.write('model.om', offlineModel(nanotrack.head));
    await expect(device.loadModel(offline)).rejects.toThrow(/ONNX file it was compiled from/);
  });

  it.each([0, -1, 1.5, 65_537, Number.NaN, '3'])('refuses slots: %j', async (slots) => {
    await using device = await openDevice({ library: 'embedded' });
    await expect(device.loadModel(identityFile, { slots: slots as number })).rejects.toThrow(
      /Expected an integer from 1 to 65536 for `slots`/,
    );
  });
});
