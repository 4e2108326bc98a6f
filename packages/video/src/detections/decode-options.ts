// The options that all decoders have, their defaults and checks.
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { assertNumber } from '../util/assertions.js';

/** Names of classes: by their place, or by their number, where all from 0 on are there. */
export type ClassNames = readonly string[] | Readonly<Record<number, string>>;

/** Options of all decoders. */
export interface DecodeOptions {
  /** Names of the classes, for `Detection.name`. Their number is compared with the outputs. */
  readonly names?: ClassNames | undefined;
  /** A detection has a score strictly above it. 0 to 1; default 0.25. */
  readonly scoreThreshold?: number | undefined;
  /** The best so many are given. Default 300. */
  readonly maxDetections?: number | undefined;
  /** Only these classes are given. A box counts as the class with its highest score, also if that is not among them. Default: all. */
  readonly classes?: readonly number[] | undefined;
}

/** The same, checked and complete. */
export interface DecodeSettings {
  readonly names: readonly string[] | undefined;
  readonly scoreThreshold: number;
  readonly maxDetections: number;
  readonly isWanted: (classId: number) => boolean;
  readonly classes: readonly number[] | undefined;
}

export const decodeOptionNames = ['names', 'scoreThreshold', 'maxDetections', 'classes'] as const;

/** Of `maxDetections` and `maxCandidates`. */
export const mostBoxes = 1_000_000;

/** @throws TypeError, RangeError for wrong options. `more` are those of `of` alone */
export function decodeSettings(
  of: string,
  options: DecodeOptions,
  more: readonly string[] = [],
): DecodeSettings {
  assertKnownOptions(of, options, [...decodeOptionNames, ...more]);
  const { names, scoreThreshold = 0.25, maxDetections = 300, classes } = options;
  assertNumber('scoreThreshold', scoreThreshold, 0, 1, false);
  assertNumber('maxDetections', maxDetections, 1, mostBoxes);
  const list = names === undefined ? undefined : namesOf(names, 'names');
  if (classes !== undefined) {
    const isClass = (each: unknown) =>
      Number.isInteger(each) && (each as number) >= 0 && (each as number) < (list?.length ?? Infinity);
    if (!Array.isArray(classes) || ![...classes].every(isClass)) {
      const what = list ? `from 0 to ${list.length - 1}` : 'from 0';
      throw new RangeError(
        `Expected an array of classes ${what} for \`classes\` but received ${String(classes)}`,
      );
    }
  }
  const wanted = classes && new Set(classes);
  return {
    names: list,
    scoreThreshold,
    maxDetections,
    classes,
    isWanted: (classId) => wanted === undefined || wanted.has(classId),
  };
}

/** Names in the order of their classes. @throws TypeError unless there is one for each class from 0 on */
export function namesOf(names: unknown, where: string): readonly string[] {
  const wrong = () => new TypeError(expected('a name for each class from 0 on', where, names));
  if (typeof names !== 'object' || names === null) throw wrong();
  const entries: [unknown, unknown][] =
    names instanceof Map ? [...names] : Object.entries(names as Record<string, unknown>);
  const list: string[] = [];
  for (const [key, name] of entries) {
    const classId = typeof key === 'number' ? key : /^\d+$/.test(String(key)) ? Number(key) : -1;
    if (typeof name !== 'string' || classId < 0 || classId >= entries.length) throw wrong();
    list[classId] = name;
  }
  // With as many places as entries, none is missing and none is there twice.
  if (entries.length === 0 || Object.keys(list).length !== entries.length) throw wrong();
  return list;
}
