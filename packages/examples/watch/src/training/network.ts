// The layers of the detector. training/network.json lists them once, for train.py and for the ONNX file.
import { readFile } from 'node:fs/promises';

/** A convolution, its ReLU, and what is between them. */
export interface Layer {
  readonly name: string;
  /** The layer that it reads, or `images`. */
  readonly from: string;
  /** Rows and columns; the padding is half of what it is larger than the stride, rounded up. */
  readonly kernel: number;
  /** Default: 1. */
  readonly stride?: number;
  readonly channels: number;
  /** A layer of the same size that is added before the ReLU. */
  readonly add?: string;
  /** How many times the result is enlarged, each pixel repeated. Default: 1. */
  readonly upsample?: number;
}

/** A convolution of 1×1 that gives four numbers of a box and the scores of a cell, without a ReLU. */
export interface Head {
  readonly name: string;
  readonly from: string;
  /** Pixels of the input for one cell. */
  readonly stride: number;
}

export interface Network {
  /** Rows and columns of the input. */
  readonly imgsz: number;
  /** The classes. */
  readonly names: readonly string[];
  readonly layers: readonly Layer[];
  readonly heads: readonly Head[];
}

/** Reads training/network.json. */
export async function readNetwork(): Promise<Network> {
  const file = new URL('../../training/network.json', import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Network;
}

/** Numbers that a head gives for a cell: a box, and a score for each class. */
export const numbersOf = ({ names }: Network): number => 4 + names.length;

/** A convolution of the network, in the order in which they run. */
export interface Convolution {
  readonly name: string;
  readonly from: string;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  /** Channels that it reads. */
  readonly inputs: number;
  /** Rows and columns of its result. */
  readonly size: number;
}

/** All convolutions, those of the heads last. */
export function convolutionsOf(network: Network): Convolution[] {
  const { imgsz, layers, heads } = network;
  const known = new Map([['images', { channels: 3, size: imgsz }]]);
  const source = (name: string) => {
    const found = known.get(name);
    if (found === undefined) throw new Error(`network.json: no layer ${name} before it is read`);
    return found;
  };
  const ofLayers = layers.map(({ name, from, kernel, stride = 1, channels, upsample = 1 }) => {
    const { channels: inputs, size: before } = source(from);
    const size = before / stride;
    known.set(name, { channels, size: size * upsample });
    return { name, from, channels, kernel, stride, inputs, size };
  });
  const ofHeads = heads.map(({ name, from }) => {
    const { channels: inputs, size } = source(from);
    return { name, from, channels: numbersOf(network), kernel: 1, stride: 1, inputs, size };
  });
  return [...ofLayers, ...ofHeads];
}

/** Multiplications of all convolutions for one picture. */
export function multiplications(network: Network): number {
  return convolutionsOf(network).reduce(
    (sum, { channels, inputs, kernel, size }) => sum + channels * inputs * kernel ** 2 * size ** 2,
    0,
  );
}
