import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { shapes } from '@ascend-rx/example-classify';

/** A picture, and what it shows. */
export interface Sample {
  readonly name: string;
  readonly body: Buffer;
  readonly mediaType: string;
  readonly label: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** Reads the pictures of the example `classify`. */
export async function readSamples(): Promise<Sample[]> {
  const labels: Record<string, string> = JSON.parse(
    await readFile(join(shapes.pictures, 'expected.json'), 'utf8'),
  );
  const names = (await readdir(shapes.pictures)).filter((name) => name in labels).sort();
  return await Promise.all(
    names.map(async (name) => ({
      name,
      body: await readFile(join(shapes.pictures, name)),
      mediaType: mediaTypes[extname(name)] as string,
      label: labels[name] as string,
    })),
  );
}
