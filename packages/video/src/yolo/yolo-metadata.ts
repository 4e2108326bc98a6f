// What the metadata of a YOLO model says, whichever file it comes from.
import { namesOf } from '../detections/decode-options.js';
import type { YoloTask } from '../detections/yolo-head.js';

/** The metadata that reading a model needs. */
export interface YoloMetadata {
  /** By class. */
  readonly names: readonly string[];
  readonly task: YoloTask;
  /** Height and width of the model's input, in pixels. */
  readonly imgsz: readonly [height: number, width: number];
  /** Of `pose`: how many points there are, and numbers for each. */
  readonly keypoints?: readonly [count: number, numbers: number];
  /** Absent: the metadata does not say. */
  readonly end2end?: boolean;
  /** Whether suppression is in the graph, by the arguments of the export. Absent: the metadata does not say. */
  readonly nms?: boolean;
  /** Of the model's input. Absent: the metadata does not say. */
  readonly channels?: number;
}

const tasks = ['detect', 'segment', 'pose', 'obb'] as const;

/**
 * Checks keys and values.
 *
 * @param values by key: text, numbers, booleans, arrays, Maps or objects
 * @param where for messages: whose metadata it is
 * @throws TypeError for a key that is missing or has a wrong value: the message names it
 */
export function yoloMetadata(values: ReadonlyMap<string, unknown>, where: string): YoloMetadata {
  const wrong = (key: string, what: string) =>
    new TypeError(
      `Expected ${what} for the key \`${key}\` in ${where} but received ${shown(values.get(key))}`,
    );
  const get = (key: string, what: string): unknown => {
    if (!values.has(key))
      throw new TypeError(`Expected the key \`${key}\` in ${where}: ${what}. It is missing`);
    return values.get(key);
  };
  const task = get('task', `one of ${tasks.join(', ')}`) as YoloTask;
  if (!tasks.includes(task)) throw wrong('task', `one of ${tasks.join(', ')}`);
  const names = get('names', 'the name of each class');
  const list = (() => {
    try {
      return namesOf(names, 'names');
    } catch {
      throw wrong('names', 'a name for each class from 0 on');
    }
  })();
  const imgsz = sizesOf(get('imgsz', 'height and width of the input'));
  if (imgsz === undefined) throw wrong('imgsz', 'height and width of the input');
  const keypoints =
    task === 'pose' ? pairOf(get('kpt_shape', 'how many points there are, and numbers for each')) : undefined;
  if (task === 'pose' && (keypoints === undefined || (keypoints[1] !== 2 && keypoints[1] !== 3))) {
    throw wrong('kpt_shape', 'how many points there are, and 2 or 3 numbers for each');
  }
  const end2end = values.get('end2end') ?? undefined;
  if (end2end !== undefined && typeof end2end !== 'boolean') throw wrong('end2end', 'a boolean');
  const nms = argumentOf(values.get('args'), 'nms');
  const channels = values.get('channels') ?? undefined;
  if (channels !== undefined && !isSize(channels)) throw wrong('channels', 'a number of channels');
  return {
    ...{ names: list, task, imgsz },
    ...(keypoints && { keypoints }),
    ...(end2end !== undefined && { end2end }),
    ...(typeof nms === 'boolean' && { nms }),
    ...(channels !== undefined && { channels: channels as number }),
  };
}

/** What one of the arguments of an export was. They are not checked, since most of them say nothing of the model. */
function argumentOf(args: unknown, name: string): unknown {
  if (args instanceof Map) return args.get(name);
  return (args as Record<string, unknown> | null | undefined)?.[name];
}

function sizesOf(value: unknown): readonly [number, number] | undefined {
  return isSize(value) ? [value, value] : pairOf(value);
}

function pairOf(value: unknown): readonly [number, number] | undefined {
  const [first, second, ...others]: unknown[] = Array.isArray(value) ? value : [];
  return isSize(first) && isSize(second) && others.length === 0 ? [first, second] : undefined;
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 1_000_000;
}

function shown(value: unknown): string {
  const plain = value instanceof Map ? Object.fromEntries(value) : value;
  const text = JSON.stringify(plain) ?? String(plain);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
