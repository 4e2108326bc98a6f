import { gearsText, type OfflineModel, type OfflineTensor, readOfflineModel } from '@ascend-rx/native/om';
import { table } from '../../terminal/index.js';
import { dimsText } from '../dims-text.js';
import { printable } from '../printable.js';

/** What an .om file says of itself, as a table or as one JSON object. */
export async function inspectOfflineModel(file: string, isJson: boolean): Promise<string> {
  const model = await readOfflineModel(file);
  if (isJson) return JSON.stringify({ ...model, gears: model.gears ?? null });
  return `${tensorTable(model)}\n\n${propertyTable(model)}`;
}

function tensorTable({ inputs, outputs }: OfflineModel): string {
  const all = [...inputs, ...outputs];
  // These columns are for the models that need them.
  const hasRaw = all.some(({ name, rawName }) => name !== rawName);
  const hasAipp = all.some(({ aippDims }) => aippDims);
  const hasRanges = all.some(({ shapeRanges }) => shapeRanges);
  const columns = (cells: Cells) => [
    cells.kind,
    cells.name,
    cells.type,
    cells.dims,
    ...(hasAipp ? [cells.aipp] : []),
    ...(hasRanges ? [cells.ranges] : []),
    cells.format,
    cells.bytes,
    ...(hasRaw ? [cells.raw] : []),
  ];
  return table([
    columns(heading),
    ...inputs.map((each) => columns(cellsOf('input', each))),
    ...outputs.map((each) => columns(cellsOf('output', each))),
  ]);
}

interface Cells {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly dims: string;
  readonly aipp: string;
  readonly ranges: string;
  readonly format: string;
  readonly bytes: string | number;
  readonly raw: string;
}

const heading: Cells = {
  kind: '',
  name: 'name',
  type: 'type',
  dims: 'dims',
  aipp: 'dims with AIPP',
  ranges: 'ranges',
  format: 'format',
  bytes: 'bytes',
  raw: 'name in the file',
};

function cellsOf(kind: string, tensor: OfflineTensor): Cells {
  const { name, rawName, type, dims, aippDims, shapeRanges, format, bytes } = tensor;
  const bound = (size: number) => (size < 0 ? '' : size);
  return {
    kind,
    name: printable(name),
    type,
    dims: dimsText(dims),
    aipp: aippDims ? dimsText(aippDims) : '',
    ranges: shapeRanges
      ? shapeRanges.map(([least, most]) => `${bound(least)}–${bound(most)}`).join(', ')
      : '',
    format: printable(format),
    bytes: bytes < 0 ? '?' : bytes,
    raw: rawName === name ? '' : printable(rawName),
  };
}

function propertyTable(model: OfflineModel): string {
  const { versions, memory } = model;
  const rows: [string, string | number | undefined][] = [
    ['name', model.name],
    ['gears', model.gears ? gearsText(model.gears) : 'none'],
    ['chip', model.chip ?? 'not named in the file'],
    ['kind of chip', model.target],
    ['compiled from', model.framework],
    ['file format', `${versions.format}, IR version ${versions.ir}`],
    ['platform version', versions.platform],
    ['model version', versions.model],
    ['custom version', versions.custom],
    ['ATC version', versions.atc],
    ['operators version', versions.opp],
    ['work memory', bytesText(memory.work)],
    ['weight memory', bytesText(memory.weights)],
    ['zero-copy memory', bytesText(memory.zeroCopy)],
    ['execution streams', model.executionStreams],
    ['events', model.events],
    ['command line', model.commandLine],
    ['models', model.models === 1 ? undefined : `${model.models}; the first is shown`],
    ['file', bytesText(model.bytes)],
    ...model.partitions.map(({ type, bytes }): [string, string] => [
      `  ${type}`,
      `${bytes.toLocaleString('en')} bytes`,
    ]),
  ];
  return table(
    rows.flatMap(([key, value]) => (value === undefined ? [] : [[key, printable(String(value))]])),
  );
}

function bytesText(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : `${bytes.toLocaleString('en')} bytes`;
}
