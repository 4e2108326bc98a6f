// Runs a printed test in this process, over the packages that this test runs over.
import * as core from '@ascend-rx/core';
import * as testing from '@ascend-rx/core/testing';
import { expect } from '@jest/globals';
import { transformSync } from '@swc/core';
import * as rxjs from 'rxjs';
import * as rxjsTesting from 'rxjs/testing';

/** Throws what the test throws. Returns how many tests have run. */
export function runPrinted(source: string): number {
  let count = 0;
  const it = (name: string, test: () => void) => {
    expect(typeof name).toBe('string');
    test();
    count += 1;
  };
  const modules: Record<string, object> = {
    '@ascend-rx/core': core,
    '@ascend-rx/core/testing': testing,
    '@jest/globals': { expect, it },
    rxjs,
    'rxjs/testing': rxjsTesting,
  };
  const { code } = transformSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const require = (name: string) => {
    const module = modules[name];
    if (!module) throw new Error(`The printed test imports ${name}`);
    return module;
  };
  new Function('require', 'exports', code)(require, {});
  return count;
}
