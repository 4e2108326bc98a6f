// The C++ files of this repository, for the tools that read them one by one.
import { join } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { native } from '../root.mjs';

/** @returns {string[]} every header and source, absolute and sorted */
export const cppFiles = () =>
  ['include', 'src', 'test']
    .flatMap((name) => filesBelow(join(native, name)))
    .filter((file) => /\.(h|cc)$/.test(file));
