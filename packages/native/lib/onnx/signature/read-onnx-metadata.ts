import { AscendRxError } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { FileReader } from '../../reading/file-reader.js';
import { Malformed } from '../../reading/malformed.js';
import { modelPath } from '../../reading/model-path.js';
import { withRegularFile } from '../../reading/open-regular-file.js';
import { protobufFields } from '../../reading/protobuf-fields.js';
import { readMetadataEntry } from './read-metadata-entry.js';
import { modelBudget, modelFields } from './read-onnx-tensors.js';

/**
 * Reads entries of an ONNX file's metadata (`metadata_props`), as texts. Those that the file does not have are absent.
 *
 * @param file path of the file
 * @param keys of the entries
 * @throws TypeError for a path that is no string, and keys that are none; AscendRxError as `readOnnxSignature`, also for a text of more
 *   than 1 MiB
 */
export async function readOnnxMetadata(file: string, keys: readonly string[]): Promise<Map<string, string>> {
  if (typeof file !== 'string') throw new TypeError(expected('a file name', 'file', file));
  if (!Array.isArray(keys)) throw new TypeError(expected('an array of keys', 'keys', keys));
  try {
    return await withRegularFile(file, modelPath(file), async (handle) => {
      const { size } = await handle.stat();
      const reader = new FileReader(handle, size, modelBudget);
      const metadata = new Map<string, string>();
      let hasVersion = false;
      for await (const field of protobufFields(reader, { begin: 0, end: size }, 'ModelProto')) {
        if (field.number === modelFields.irVersion) hasVersion = true;
        if (field.number === modelFields.metadata) await readMetadataEntry(reader, field, keys, metadata);
      }
      // The format has no other mark.
      if (!hasVersion) throw new Malformed('has no version of ONNX');
      return metadata;
    });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new AscendRxError('ERR_MODEL_FILE', `Expected an ONNX file but \`${file}\` ${error.message}`, {
      cause: error,
    });
  }
}
