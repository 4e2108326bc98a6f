import * as core from '@ascend-rx/core';
import { describe, expect, it, jest } from '@jest/globals';
import { isForUsers, runProgram, UsageError, withoutCredentials } from '../../src/options/index.js';

describe('isForUsers', () => {
  const ours = [
    new UsageError('no such file'),
    new core.AscendRxError('ERR_CLOSED', 'closed'),
    new core.InferTimeoutError(100),
    new core.AclError('aclInit', 100000),
  ];

  it.each(ours)('should know %p, and the same error of another copy of its package', (error) => {
    expect(isForUsers(error)).toBe(true);
    const copy = Object.assign(new Error(error.message), { ...error, name: error.name });
    expect(isForUsers(copy)).toBe(true);
  });

  it('should know every class of errors that core exports', () => {
    const classes = Object.entries(core).flatMap(([name, value]) =>
      typeof value === 'function' && value.prototype instanceof Error ? [name] : [],
    );
    expect(ours.map((error) => error.constructor.name).sort()).toEqual([...classes, 'UsageError'].sort());
  });

  it('should leave all other errors to the program', () => {
    const nodeError = Object.assign(new TypeError('wrong'), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const error of [new Error('wrong'), nodeError, undefined, null, 'UsageError', 1]) {
      expect(isForUsers(error)).toBe(false);
    }
  });
});

describe('runProgram', () => {
  it('should give the exit code of the program', async () => {
    expect(await runProgram('tool', () => 3)).toBe(3);
    expect(await runProgram('tool', () => Promise.resolve(0))).toBe(0);
  });

  it('should print an error for users as one line, with exit code 1', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const code = await runProgram('tool', () => Promise.reject(new UsageError('one\n  two')));
      expect(code).toBe(1);
      await runProgram('tool', () => Promise.reject(new UsageError('no such file: rtsp//u:SECRET@cam')));
      expect(write.mock.calls).toEqual([['tool: one two\n'], ['tool: no such file: …@cam\n']]);
    } finally {
      write.mockRestore();
    }
  });

  it('should reject with all other errors', async () => {
    const error = new TypeError('a fault');
    await expect(runProgram('tool', () => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('withoutCredentials', () => {
  it.each([
    ['no such file:  rtsp://u:SECRET@cam/x', 'no such file:  …@cam/x'],
    ['no such file: rtsp//u:SEC RET@cam/x', 'no such file: …@cam/x'],
    ['no such file: rtsp:u:SECRET@cam/x', 'no such file: …@cam/x'],
    ['no such file: rtsp:\\\\u:SECRET@cam/x', 'no such file: …@cam/x'],
    ['received rtsp://SECRET@cam http://u:SEC@RET@cam', 'received …@cam'],
    ['see https://site/x, npm install @a/b', 'see https://site/x, npm install @a/b'],
    ['no such file: a/b@2/c.mp4', 'no such file: a/b@2/c.mp4'],
    ['cannot read http://cam/x: ENOENT', 'cannot read http://cam/x: ENOENT'],
  ])('should leave out what is before an @ of an address: %s', (text, expected) => {
    expect(withoutCredentials(text)).toBe(expected);
  });
});
