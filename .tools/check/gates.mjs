// What must hold besides the tests. Each gate throws StepFailed, its findings printed.
import { checkBiome } from './biome.mjs';
import { checkClangFormat } from './clang-format.mjs';
import { checkClangTidy } from './clang-tidy.mjs';
import { checkTypes } from './type-check.mjs';

/** @type {Readonly<Record<string, () => Promise<unknown>>>} */
export const gates = {
  'TypeScript style': checkBiome,
  'C++ format': checkClangFormat,
  types: checkTypes,
  'clang-tidy': checkClangTidy,
};
