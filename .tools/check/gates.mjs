// What must hold besides the tests, quick ones first. Each throws StepFailed, its findings printed.
import { checkBiome } from './biome.mjs';
import { checkClangFormat } from './clang-format.mjs';
import { checkClangTidy } from './clang-tidy.mjs';
import { checkCppLayers } from './cpp-layers.mjs';
import { checkTypes } from './type-check.mjs';

export const gates = [checkBiome, checkClangFormat, checkCppLayers, checkTypes, checkClangTidy];
