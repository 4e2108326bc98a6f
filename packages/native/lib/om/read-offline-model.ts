import type { FileHandle } from 'node:fs/promises';
import { AscendRxError } from '@ascend-rx/core';
import { expected, outputNames } from '@ascend-rx/core/device';
import { FileReader } from '../reading/file-reader.js';
import { Malformed } from '../reading/malformed.js';
import { modelPath } from '../reading/model-path.js';
import { withRegularFile } from '../reading/open-regular-file.js';
import { modelDefinition, partitionName, tensorTable, weights } from './codes.js';
import { withoutFolders } from './command-line.js';
import type { OfflineModel } from './offline-model.js';
import { type Attributes, type Definition, readDefinition } from './read-definition.js';
import { readHeader } from './read-header.js';
import { readPartitions } from './read-partitions.js';
import { type RawTensor, readTensorTable } from './read-tensor-table.js';

/**
 * Reads what an offline model (.om) says of itself: its inputs and outputs, gears, chip, versions and memory. Reads only the
 * parts of the file that say it, and neither weights nor kernels. A file that lies about lengths or counts is refused.
 *
 * ```ts
 * import { readOfflineModel } from '@ascend-rx/native/om';
 *
 * const { name, chip, inputs, outputs } = await readOfflineModel('detector.om');
 * console.log(name, chip, inputs, outputs);
 * ```
 *
 * @param file path of the file
 * @return the description; tables of both widths are read, and files without MODEL_INOUT_INFO
 * @throws TypeError for a path that is no string; AscendRxError ERR_MODEL_FILE when there is no such file, it cannot be read, is encrypted or is no offline model;
 *   ERR_RESOURCES without a file descriptor for it
 */
export async function readOfflineModel(file: string): Promise<OfflineModel> {
  if (typeof file !== 'string') throw new TypeError(expected('a file name', 'file', file));
  return await withRegularFile(file, modelPath(file), (handle) => readOpened(handle, file));
}

/**
 * @param given the path as the user gave it, for messages
 * @throws AscendRxError ERR_MODEL_FILE
 */
export async function readOpened(handle: FileHandle, given: string): Promise<OfflineModel> {
  try {
    return await describe(new FileReader(handle, (await handle.stat()).size));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new AscendRxError(
      'ERR_MODEL_FILE',
      `Expected an offline model (.om) but \`${given}\` ${error.message}`,
    );
  }
}

async function describe(reader: FileReader): Promise<OfflineModel> {
  const header = await readHeader(reader);
  const partitions = await readPartitions(reader, header.wide);
  const find = (type: number) => partitions.find((each) => each.type === type);
  const [tablePart, definitionPart, weightsPart] = [tensorTable, modelDefinition, weights].map(find);
  if (!tablePart && !definitionPart) {
    throw new Malformed('has neither MODEL_INOUT_INFO nor MODEL_DEF: no inputs and outputs');
  }
  const table = tablePart && (await readTensorTable(reader, tablePart));
  const definition: Definition = definitionPart
    ? await readDefinition(reader, definitionPart, !table)
    : { attributes: new Map() };
  const { inputs, outputs } = table ?? definition.tensors ?? { inputs: [], outputs: [] };
  const { name = '', attributes } = definition;
  return {
    name: header.name || name,
    inputs: inputs.map((input) => ({ name: input.rawName, ...input })),
    outputs: named(outputs),
    ...(table?.gears && { gears: table.gears }),
    ...textsOf(attributes),
    versions: versionsOf(header, definition),
    memory: {
      ...integer('work', attributes.get('memory_size')),
      ...integer(
        'weights',
        attributes.get('weight_size') ?? (weightsPart && weightsPart.end - weightsPart.begin),
      ),
      ...integer('zeroCopy', attributes.get('zero_copy_memory_size')),
    },
    ...integer('executionStreams', attributes.get('stream_num')),
    ...integer('events', attributes.get('event_num')),
    ...commandLine(attributes),
    models: header.models,
    bytes: reader.size,
    partitions: partitions.map(({ type, begin, end }) => ({ type: partitionName(type), bytes: end - begin })),
  };
}

function named(outputs: readonly RawTensor[]): OfflineModel['outputs'] {
  const names = outputNames(outputs.map(({ rawName }) => rawName));
  return outputs.map((output, i) => ({ name: names[i] ?? output.rawName, ...output }));
}

function textsOf(attributes: Attributes): Pick<OfflineModel, 'chip' | 'target' | 'framework'> {
  return {
    ...text('chip', attributes.get('soc_version')),
    ...text('target', attributes.get('target_type')),
    ...text('framework', attributes.get('framework_type')),
  };
}

function versionsOf(
  { format, ir, platform }: Awaited<ReturnType<typeof readHeader>>,
  { version, customVersion, attributes }: Definition,
): OfflineModel['versions'] {
  return {
    format,
    ir,
    ...text('platform', platform),
    ...integer('model', version),
    ...text('custom', customVersion),
    ...text('atc', attributes.get('atc_version')),
    ...text('opp', attributes.get('opp_version')),
  };
}

function commandLine(attributes: Attributes): Pick<OfflineModel, 'commandLine'> {
  const line = attributes.get('atc_cmdline');
  return typeof line === 'string' ? { commandLine: withoutFolders(line) } : {};
}

function text<Key extends string>(key: Key, value: unknown): { [Name in Key]?: string } {
  return (typeof value === 'string' && value !== '' ? { [key]: value } : {}) as { [Name in Key]?: string };
}

function integer<Key extends string>(key: Key, value: unknown): { [Name in Key]?: number } {
  return (typeof value === 'number' ? { [key]: value } : {}) as { [Name in Key]?: number };
}
