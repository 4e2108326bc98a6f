// The checks of sources, quick ones first. Each prints its findings and throws StepFailed.
import { checkBiome } from './biome.mjs';
import { checkClangFormat } from './clang-format.mjs';
import { checkClangTidy } from './clang-tidy.mjs';
import { checkCppLayers } from './cpp-layers.mjs';
import { checkImports } from './imports.mjs';
import { checkTypes } from './type-check.mjs';

export const gates = [checkBiome, checkClangFormat, checkCppLayers, checkImports, checkTypes, checkClangTidy];
