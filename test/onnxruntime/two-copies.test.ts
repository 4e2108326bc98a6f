// Two copies of ONNX Runtime in one process: the embedded runtime's, and that of another package.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paths } from '@ascend-rx/native';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { copyOnnxruntime } from './onnxruntime-copy.js';

const program = fileURLToPath(new URL('two-copies.mjs', import.meta.url));
const kinds = ['the same file', 'the same version in another folder', 'another version'] as const;
const [same, again, other] = [new TemporaryFolder(), new TemporaryFolder(), new TemporaryFolder()];
const folders = { [kinds[0]]: same, [kinds[1]]: again, [kinds[2]]: other };
const file = same.write('identity.onnx', identity());
const values = Array.from({ length: 16 }, (_, i) => i);

beforeAll(() => {
  const installed = (paths().onnxruntime as string).replace(/\/onnxruntime-node\/bin\/.*/, '');
  symlinkSync(installed, join(same.path, 'node_modules'));
  copyOnnxruntime(again.path, false);
  copyOnnxruntime(other.path, true);
});
afterAll(() => {
  for (const folder of Object.values(folders)) folder.remove();
});

describe('another copy of ONNX Runtime in the process', () => {
  for (const kind of kinds) {
    for (const place of ['main thread', 'worker']) {
      it.each(['oto', 'tot'])(`works as ${kind}, in the order %s, in a ${place}`, async (order) => {
        const { code, stdout, stderr } = await runChild([program, file, folders[kind].path, order, place]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(JSON.parse(stdout)).toEqual([...order].map(() => values));
      });
    }
  }
});
