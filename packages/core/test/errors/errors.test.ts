import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AclError, AscendRxError, aclCodes } from '../../src/index.js';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

describe('AclError', () => {
  it('knows the constant, the function and the code', () => {
    const error = new AclError('aclmdlExecuteAsync', 507011, 'the detail');
    expect(error).toMatchObject({
      name: 'ACL_ERROR_RT_MODEL_EXECUTE',
      api: 'aclmdlExecuteAsync',
      code: 507011,
    });
    expect(error.message).toBe(
      'aclmdlExecuteAsync failed with 507011 (ACL_ERROR_RT_MODEL_EXECUTE): the detail',
    );
    expect(error).toBeInstanceOf(Error);
  });

  it('has a name for codes that are newer than the list', () => {
    expect(new AclError('aclInit', 999999)).toMatchObject({ name: 'ACL_ERROR_999999', code: 999999 });
  });

  it('calls the value that has several names a success', () => {
    expect(new AclError('aclInit', 0).name).toBe('ACL_SUCCESS');
  });

  it("has the codes of the ABI's headers", () => {
    const header = read('packages/native/include/acl/acl_errors.h');
    const constants = [...header.matchAll(/^static const int (\w+) = (\d+);/gm)].map(([, name, code]) => [
      name,
      Number(code),
    ]);
    expect(constants.length).toBeGreaterThan(200);
    expect(Object.entries(aclCodes).sort()).toEqual(constants.sort());
  });
});

describe('AscendRxError', () => {
  it('has the codes that docs/errors.md lists', () => {
    const types = read('packages/core/src/errors/ascend-rx-error.ts');
    const codes = [...types.matchAll(/^ {2}\| '(ERR_\w+)'/gm)].map(([, code]) => code);
    const documented = [...read('docs/errors.md').matchAll(/^\| `(ERR_\w+)`/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(3);
    expect(documented).toEqual(codes);
  });

  it('carries code and cause', () => {
    const cause = new Error('below');
    expect(new AscendRxError('ERR_ADDON', 'text', { cause })).toMatchObject({
      code: 'ERR_ADDON',
      message: 'text',
      cause,
    });
  });
});
