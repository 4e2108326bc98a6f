import { open, readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { readOnnxMetadata } from '@ascend-rx/native/onnx';
import { parse } from 'yaml';
import { type PythonValue, pythonLiteral } from './python-literal.js';

/** A model and what is said of it. */
export interface FoundMetadata {
  /** The file of the model. */
  readonly file: string;
  /** For messages: where the metadata is. */
  readonly where: string;
  readonly values: ReadonlyMap<string, unknown>;
}

const metadataFile = 'metadata.yaml';
const mostBytes = 1 << 20;
/** Keys whose values are text in ONNX metadata, too: all others that are read are literals of Python. */
const textKeys = ['task'];
const literalKeys = ['names', 'imgsz', 'kpt_shape', 'end2end', 'channels'];
/** A literal as a rule: it may have a path among its values, which is none. */
const looseKeys = ['args'];

/**
 * Finds the model of a path and its metadata: those of an ONNX file are in it; those of an .om file are in `metadata.yaml` beside it, as
 * they are of the one model in a folder. A folder's `metadata.yaml` comes before what an ONNX file in it says.
 *
 * @throws AscendRxError ERR_MODEL_FILE when there is no such file or folder, or not one model in it; TypeError for metadata that
 *   cannot be read
 */
export async function readYoloMetadata(path: string): Promise<FoundMetadata> {
  if (await isFolder(path)) {
    const file = await modelIn(path);
    const beside = join(path, metadataFile);
    if (extname(file) === '.om' || (await exists(beside))) return { file, ...(await fromYaml(beside)) };
    return { file, ...(await fromOnnx(file)) };
  }
  if (extname(path) === '.om') return { file: path, ...(await fromYaml(join(dirname(path), metadataFile))) };
  return { file: path, ...(await fromOnnx(path)) };
}

async function modelIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const models = ['.om', '.onnx'].map((end) => names.filter((name) => extname(name) === end));
  // An .om file may have its twin beside it.
  const [only, ...others] = models.find((list) => list.length > 0) ?? [];
  if (only !== undefined && others.length === 0) return join(folder, only);
  throw new AscendRxError(
    'ERR_MODEL_FILE',
    `Expected one .om or .onnx file in the folder \`${folder}\` but received ${names.join(', ') || 'none'}`,
  );
}

async function fromYaml(file: string): Promise<Pick<FoundMetadata, 'where' | 'values'>> {
  const text = await textOf(file);
  let value: unknown;
  try {
    value = parse(text, { logLevel: 'error', maxAliasCount: 10 });
  } catch (error) {
    throw new TypeError(`Expected YAML in ${file} but received: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`Expected keys and values in ${file} but received another kind of YAML`);
  }
  return { where: file, values: new Map(Object.entries(value)) };
}

async function fromOnnx(file: string): Promise<Pick<FoundMetadata, 'where' | 'values'>> {
  const where = `the metadata of ${file}`;
  const texts = await readOnnxMetadata(file, [...textKeys, ...literalKeys, ...looseKeys]);
  const values = new Map<string, PythonValue>();
  for (const [key, text] of texts) {
    if (looseKeys.includes(key)) values.set(key, literalOrNull(text));
    else values.set(key, textKeys.includes(key) ? text : literal(key, text, where));
  }
  return { where, values };
}

function literal(key: string, text: string, where: string): PythonValue {
  try {
    return pythonLiteral(text);
  } catch (error) {
    throw new TypeError(
      `Expected a Python literal for the key \`${key}\` in ${where}. ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

function literalOrNull(text: string): PythonValue {
  try {
    return pythonLiteral(text);
  } catch {
    return null;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    // Looked at first, as opening something else may have effects of its own.
    if (!(await stat(file)).isFile()) throw new Error('is not a file');
    const handle = await open(file);
    try {
      const bytes = Buffer.alloc(mostBytes + 1);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      if (bytesRead > mostBytes) throw new Error(`has more than ${mostBytes} bytes`);
      return bytes.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'does not exist' : message;
    throw new AscendRxError('ERR_MODEL_FILE', `Expected the metadata of a model but \`${file}\` ${problem}`, {
      cause: error,
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // What is missing is said when it is read.
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
