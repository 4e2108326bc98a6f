// The C++ files of this repository. Why it stays: clang-format takes files, no folders.
import { join } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { native } from '../root.mjs';

/** @returns {string[]} every header and source, absolute and sorted */
export const cppFiles = () =>
  ['include', 'src', 'test']
    .flatMap((name) => filesBelow(join(native, name)))
    .filter((file) => /\.(h|cc)$/.test(file));
