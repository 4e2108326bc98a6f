// Settings of the embedded runtime from TypeScript. They are fixed for a process, so each test runs one of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedSettings, openDevice } from '@ascend-rx/native';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('settings.mjs', import.meta.url));
const folder = new TemporaryFolder();
const model = folder.write('identity.onnx', identity());
const all = Array.from({ length: 10 }, (_, n) => n);

afterAll(() => folder.remove());

/** What the program printed, by device. */
const run = (...devices: object[]) => runWith(model, ...devices);

async function runWith(file: string, ...devices: object[]) {
  const { code, stdout, stderr } = await runChild([
    program,
    file,
    ...devices.map((options) => JSON.stringify(options)),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const embedded = (settings: EmbeddedSettings) => ({ embedded: { strict: 'fail', ...settings } });

describe('settings of the embedded runtime', () => {
  it('simulate devices, each opened by its number; the process keeps the settings it began with', async () => {
    const two = embedded({ devices: 2, runMode: 'device' });
    const [first, second, none, other] = await run(
      { ...two, deviceId: 1 },
      { ...two, deviceId: 0 },
      { deviceId: 1, library: 'embedded' },
      embedded({ devices: 3 }),
    );
    expect(first).toMatchObject({ first: all, second: all, callbacks: 10 });
    expect(second).toMatchObject({ first: all, second: all });
    expect(none).toMatchObject({ first: all, second: all });
    expect(other.error.message).toMatch(/has begun with other settings/);
  });

  it('fail a call: the input fails with the code, and what follows is well', async () => {
    const fault = { function: 'aclmdlExecuteAsync', call: 3, code: 507899 };
    const [outcome] = await run(embedded({ faults: [fault] }));
    expect(outcome.first.error).toMatchObject({
      code: 507899,
      name: 'ACL_ERROR_RT_DRV_INTERNAL_ERROR',
      message: expect.stringContaining('failed by configuration'),
    });
    expect(outcome.second).toEqual(all);
    expect(outcome.ledger).toMatchObject({ submitted: 20, failed: 1, inFlight: 0, waiting: 0 });
  });

  it('fail a task: the session fails, is built anew, and what follows is well', async () => {
    const fault = { function: 'aclmdlExecuteAsync', call: 3, code: 507015, at: 'task' } as const;
    const [outcome] = await run(embedded({ faults: [fault] }));
    expect(outcome.first.error).toMatchObject({ code: 507015 });
    expect(outcome.second).toEqual(all);
  });

  it('bound the memory', async () => {
    const large = folder.write('large.onnx', identity('float32', [1, 100_000]));
    const [outcome] = await runWith(large, embedded({ memoryMB: 4 }));
    expect(outcome.first.error).toMatchObject({ code: 207001, name: 'ACL_ERROR_RT_MEMORY_ALLOCATION' });
    expect(outcome.ledger.inFlight).toBe(0);
  });

  it('write a trace of every call', async () => {
    const trace = join(folder.path, 'trace.json');
    await run(embedded({ trace }));
    const events: { name: string; args: Record<string, unknown> }[] = JSON.parse(readFileSync(trace, 'utf8'));
    const named = (name: string) => events.filter((event) => event.name === name);
    expect(named('aclrtLaunchCallback')).toHaveLength(10);
    expect(named('aclmdlExecuteAsync')).toHaveLength(20);
    expect(named('execute')).toHaveLength(20);
    expect(named('aclrtSetDevice')[0]?.args).toEqual({ deviceId: 0, result: 0 });
    expect(named('aclFinalize')).toHaveLength(1);
  });

  it('are checked: values by the runtime', async () => {
    const [outcome] = await run(embedded({ devices: 65 }));
    expect(outcome.error).toMatchObject({ code: 'ERR_NO_DEVICE' });
    expect(outcome.error.message).toMatch(
      /embedded\.devices: expected a number from 1 to 64 but received 65/,
    );
  });

  it('are checked: names', async () => {
    const misspelt = openDevice({ embedded: { device: 2 } as never });
    await expect(misspelt).rejects.toThrow('did you mean `devices`');
    const elsewhere = openDevice({ library: '/lib/libascendcl.so', embedded: {} });
    await expect(elsewhere).rejects.toThrow(TypeError);
  });
});
