// A copy of the package onnxruntime-node in a folder of its own, as another package of the same program may bring it.
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { paths } from '@ascend-rx/native';

const verdef = 0x6ffffffd;
const verneed = 0x6ffffffe;

/**
 * @param folder gets a node_modules with the copy
 * @param relabelled its symbols have another version then (`VERS_9.99.9`), as those of another release have
 */
export function copyOnnxruntime(folder: string, relabelled: boolean): void {
  const library = realpathSync(paths().onnxruntime as string);
  const binaries = dirname(library);
  const original = join(binaries, '../../../..');
  const copy = join(folder, 'node_modules/onnxruntime-node');
  const bin = join(copy, binaries.slice(original.length));
  mkdirSync(bin, { recursive: true });
  for (const part of ['package.json', 'dist']) {
    cpSync(join(original, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(original, '../onnxruntime-common'), join(folder, 'node_modules/onnxruntime-common'));
  const { version } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as { version: string };
  const from = `VERS_${version}`;
  for (const file of [library, join(binaries, 'onnxruntime_binding.node')]) {
    const bytes = readFileSync(file);
    if (relabelled) renameVersion(bytes, from, from.replaceAll(/\d/g, '9'));
    writeFileSync(join(bin, basename(file)), bytes);
  }
}

/** Changes the name of a version of symbols in a 64-bit little-endian ELF file: in its strings, and the hashes of it. */
function renameVersion(bytes: Buffer, from: string, to: string): void {
  const text = Buffer.from(`${from}\0`);
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    bytes.write(to, at);
    count += 1;
  }
  if (count === 0) throw new Error(`The file has no version ${from}.`);
  const sections = Number(bytes.readBigUInt64LE(0x28));
  const headerBytes = bytes.readUInt16LE(0x3a);
  for (let n = 0; n < bytes.readUInt16LE(0x3c); n += 1) {
    const header = sections + n * headerBytes;
    const type = bytes.readUInt32LE(header + 4);
    if (type !== verdef && type !== verneed) continue;
    const begin = Number(bytes.readBigUInt64LE(header + 0x18));
    const end = begin + Number(bytes.readBigUInt64LE(header + 0x20));
    for (let at = begin; at < end; at += 4) {
      if (bytes.readUInt32LE(at) === elfHash(from)) bytes.writeUInt32LE(elfHash(to), at);
    }
  }
}

/** The hash of names in the System V ABI. */
function elfHash(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = (hash << 4) + byte;
    const high = hash & 0xf0000000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
}
