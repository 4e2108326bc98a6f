// The C++ files of this repository. Why it stays: clang-format takes files, no folders.
import { join } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { bench, native } from '../root.mjs';

const folders = [...['include', 'src', 'test'].map((name) => join(native, name)), join(bench, 'cpp')];

/** @returns {string[]} every header and source, absolute and sorted */
export const cppFiles = () => folders.flatMap(filesBelow).filter((file) => /\.(h|cc)$/.test(file));
