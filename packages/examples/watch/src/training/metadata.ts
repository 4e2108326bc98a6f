import { readFile } from 'node:fs/promises';
import type { Network } from './network.js';

/** What a folder of a model says of it: the keys that Ultralytics writes, with the values of this model. */
export type Metadata = Readonly<
  Record<string, string | number | boolean | readonly number[] | Names | Arguments>
>;

type Names = ReadonlyMap<number, string>;
type Arguments = Readonly<Record<string, number | boolean>>;

/** @param date of the export */
export async function metadataOf({ imgsz, names, heads }: Network, date: Date): Promise<Metadata> {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return {
    description: 'Detector of moving shapes, trained by ascend-rx on scenes that it renders',
    author: 'ascend-rx',
    date: date.toISOString(),
    version,
    license: 'Apache-2.0',
    stride: Math.max(...heads.map(({ stride }) => stride)),
    task: 'detect',
    batch: 1,
    imgsz: [imgsz, imgsz],
    names: new Map(names.entries()),
    args: { batch: 1, half: false, dynamic: true, nms: false },
    channels: 3,
    end2end: false,
  };
}

/** As the properties of an ONNX file have them: literals of Python. */
export function toPython(metadata: Metadata): Record<string, string> {
  const literal = (value: string | number | boolean) =>
    typeof value === 'boolean'
      ? value
        ? 'True'
        : 'False'
      : typeof value === 'string'
        ? `'${value}'`
        : `${value}`;
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (typeof value === 'string') return [key, value];
      if (typeof value !== 'object') return [key, literal(value)];
      if (Array.isArray(value)) return [key, `[${value.join(', ')}]`];
      const pairs = entriesOf(value).map(([name, each]) => `${literal(name)}: ${literal(each)}`);
      return [key, `{${pairs.join(', ')}}`];
    }),
  );
}

/** As `metadata.yaml` has them. */
export function toYaml(metadata: Metadata): string {
  const lines = Object.entries(metadata).flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${key}: ${JSON.stringify(value)}`];
    if (typeof value !== 'object') return [`${key}: ${value}`];
    if (Array.isArray(value)) return [`${key}:`, ...value.map((each) => `- ${each}`)];
    return [`${key}:`, ...entriesOf(value).map(([name, each]) => `  ${name}: ${each}`)];
  });
  return `${lines.join('\n')}\n`;
}

function entriesOf(value: object): (readonly [string | number, string | number | boolean])[] {
  return value instanceof Map ? [...(value as Names)] : Object.entries(value as Arguments);
}
