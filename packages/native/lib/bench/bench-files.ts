// The files of a benchmark, written when they are needed: models, and their inputs.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensorArrays } from '@ascend-rx/core';
import type { ContenderSettings } from './contender-settings.js';
import { writeInputs } from './inputs.js';
import { type ModelName, models } from './models.js';

/** How many distinct inputs every contender takes in turn. */
export const buffers = 100;

export class BenchFiles {
  /** @param folder where they are written; nobody takes them away from there */
  constructor(readonly folder: string) {}

  /** A model and its inputs, for contenders. */
  of(name: ModelName): Pick<ContenderSettings, 'model' | 'inputs' | 'buffers'> {
    const { encode, input } = models[name];
    const model = this.#file(`${name}.onnx`, (file) => writeFileSync(file, encode()));
    const elements = input.dims.reduce<number>((product, dim) => product * dim, 1);
    const info = { ...input, bytes: elements * tensorArrays[input.type].BYTES_PER_ELEMENT };
    const inputs = this.#file(`${input.name}-${input.dims.join('x')}.bin`, (file) =>
      writeInputs(file, info, buffers),
    );
    return { model, inputs, buffers };
  }

  #file(name: string, write: (file: string) => void): string {
    const file = join(this.folder, name);
    if (!existsSync(file)) write(file);
    return file;
  }
}
