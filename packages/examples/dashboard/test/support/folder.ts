import { afterAll } from '@jest/globals';
import { TemporaryFolder } from '../../../../../test/support/temporary-folder.js';

/** For the files of one test file. It is removed after the last test. */
export const folder = new TemporaryFolder();
afterAll(() => folder.remove());
