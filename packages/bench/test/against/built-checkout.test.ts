import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { builtCheckout } from '../../src/against/built-checkout.js';
import { thisCheckout } from '../../src/processes/this-checkout.js';
import { fakeCheckout } from '../support/fake-checkout.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const core = 'export {};';

describe('the folder of --against', () => {
  it('should be accepted if it has been built, relative or absolute', () => {
    const path = fakeCheckout(join(folder.path, 'good'), core);
    expect(builtCheckout(path)).toBe(path);
    expect(builtCheckout(relative(process.cwd(), path))).toBe(path);
    expect(builtCheckout(thisCheckout)).toBe(thisCheckout);
  });

  it.each([
    ['nowhere', '', /received \/\S+nowhere: there is no such folder$/],
    ['empty', 'packages', /it has no packages\/native\/package\.json$/],
    [
      'unbuilt',
      'packages/native/build',
      /it has no packages\/native\/build\/Release\/ascend_rx\.node; run "npm start"/,
    ],
    [
      'not-installed',
      'packages/native/node_modules/rxjs',
      /does not find rxjs; run "npm start" in that folder/,
    ],
    ['not-compiled', 'packages/native/index.js', /does not find @ascend-rx\/native; run "npm start"/],
  ])('should be refused if it is %s, with what to do', (name, missing, message) => {
    const path = join(folder.path, name);
    if (missing !== '') {
      fakeCheckout(path, core);
      rmSync(join(path, missing), { recursive: true });
    }
    expect(() => builtCheckout(path)).toThrow(message);
    expect(() => builtCheckout(path)).toThrow(
      'expected the folder of a built checkout of ascend-rx for --against',
    );
  });

  it('should be refused if it is a file', () => {
    mkdirSync(join(folder.path, 'files'));
    const file = folder.write('files/file', '');
    expect(() => builtCheckout(file)).toThrow(/received \/\S+files\/file: it is a file$/);
    expect(() => builtCheckout(join(file, 'below'))).toThrow(/\/below: there is no such folder$/);
  });
});
