// C++: format.
import { createRequire } from 'node:module';
import { StepFailed, step } from '../step.mjs';
import { cppFiles } from './sources.mjs';

/** Loaded on use, since the package is missing before the install. */
const binary = () => createRequire(import.meta.url)('clang-format-node').clangFormatPath;

export const checkClangFormat = () =>
  step('checking C++ format', binary(), ['--dry-run', '-Werror', ...someFiles()]);

export const formatWithClangFormat = () => step('formatting C++', binary(), ['-i', ...someFiles()]);

function someFiles() {
  const files = cppFiles();
  if (files.length === 0)
    throw new StepFailed('checking C++ format: there is no C++ file, so nothing was checked');
  return files;
}
