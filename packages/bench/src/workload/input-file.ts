// The file of a case's inputs: float32 tensors, each at a multiple of 64 bytes. All contenders read it, so all have the
// same inputs. cpp/inputs.h reads the same format.
import { readFileSync, writeFileSync } from 'node:fs';
import { uniformRandom } from './uniform-random.js';

/** In bytes. */
const alignment = 64;

/** Writes `count` tensors of so many random values. The same arguments give the same file on every machine. */
export function writeInputs(file: string, elements: number, count: number): void {
  const inputs = new Inputs(elements, count);
  const random = uniformRandom(0x2545f491);
  for (const input of inputs.tensors) {
    for (let i = 0; i < elements; i += 1) input[i] = random();
  }
  writeFileSync(file, inputs.memory);
}

/**
 * Reads such a file. All tensors lie in one block of memory: the speed of reading an input depends on where its pages
 * happen to be, and that must not differ between contenders.
 *
 * @throws Error if the file is too short
 */
export function readInputs(file: string, elements: number, count: number): readonly Float32Array[] {
  const { memory, tensors } = new Inputs(elements, count);
  const content = readFileSync(file);
  if (content.length < memory.length) {
    throw new Error(`expected ${memory.length} bytes of inputs in ${file} but found ${content.length}`);
  }
  memory.set(content.subarray(0, memory.length));
  return tensors;
}

class Inputs {
  readonly memory: Uint8Array;
  readonly tensors: readonly Float32Array[];

  constructor(elements: number, count: number) {
    const bytes = elements * Float32Array.BYTES_PER_ELEMENT;
    const distance = Math.ceil(bytes / alignment) * alignment;
    const memory = new Uint8Array(distance * count);
    this.memory = memory;
    this.tensors = Array.from(
      { length: count },
      (_, i) => new Float32Array(memory.buffer, i * distance, elements),
    );
  }
}
