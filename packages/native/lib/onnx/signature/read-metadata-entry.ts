import type { FileReader } from '../../reading/file-reader.js';
import { type ProtobufMessage, protobufFields, protobufText } from '../../reading/protobuf-fields.js';

const entryFields = { key: 1, value: 2 } as const;
const what = 'ModelProto';

/** Adds an entry of a model's metadata, if its key is one of `keys`. The value of another one is not read. @throws Malformed */
export async function readMetadataEntry(
  reader: FileReader,
  entry: ProtobufMessage,
  keys: readonly string[],
  metadata: Map<string, string>,
): Promise<void> {
  let key = '';
  let value: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, entry, what)) {
    if (field.number === entryFields.key) key = await protobufText(reader, field, what);
    else if (field.number === entryFields.value) value = field;
  }
  if (keys.includes(key) && value) metadata.set(key, await protobufText(reader, value, what));
}
