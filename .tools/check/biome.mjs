// TypeScript, JavaScript and JSON: lint and format.
import { join } from 'node:path';
import { root } from '../root.mjs';
import { step } from '../step.mjs';

const bin = join(root, 'node_modules/@biomejs/biome/bin/biome');

export const checkBiome = () =>
  step('checking TypeScript style', process.execPath, [bin, 'check', '--error-on-warnings']);

export const formatWithBiome = () =>
  step('formatting TypeScript', process.execPath, [bin, 'check', '--write', '--error-on-warnings']);
