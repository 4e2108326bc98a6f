// An ONNX model whose weights are in a file beside it, as exporters write large models.

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
const number = (field: number, value: number) => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: Iterable<number>) => {
  const all = [...content];
  return [...varint(field * 8 + 2), ...varint(all.length), ...all];
};
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const entry = (key: string, value: string) => bytes(13, [...text(1, key), ...text(2, value)]);
const tensor = (name: string, type: number, dims: readonly number[]) => {
  const shape = dims.flatMap((dim) => bytes(1, number(1, dim)));
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, type), ...bytes(2, shape)]))];
};
const [float32, int64] = [1, 7];

/** y = table[x], as `lookup`, with a table of four numbers in the file `location`, which is in the folder of the model. */
export function lookupInFile(location: string): Uint8Array {
  const table = [
    ...number(1, 4),
    ...number(2, float32),
    ...text(8, 'table'),
    ...entry('location', location),
    ...entry('length', '16'),
    ...number(14, 1),
  ];
  const node = [...text(1, 'table'), ...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Gather')];
  const graph = [
    ...bytes(1, node),
    ...text(2, 'lookup'),
    ...bytes(5, table),
    ...bytes(11, tensor('x', int64, [1])),
    ...bytes(12, tensor('y', float32, [1])),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
