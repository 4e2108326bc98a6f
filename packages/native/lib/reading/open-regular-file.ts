import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AscendRxError } from '@ascend-rx/core';

/**
 * Opens a file for reading, if it is one: no folder, pipe or device.
 *
 * @param given the path as the user gave it, for messages
 * @param path the path that is opened
 * @throws AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a descriptor
 *   for it
 */
export async function openRegularFile(given: string, path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    // Looked at first, as opening something else may have effects of its own.
    if (!(await stat(path)).isFile()) throw unusableFile(given, 'is not a file');
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) throw unusableFile(given, 'is not a file');
    return file;
  } catch (error) {
    await file?.close();
    throw fileError(given, error as Error);
  }
}

/**
 * Opens a file as {@link openRegularFile}, and closes it after `work`.
 *
 * @throws AscendRxError as {@link openRegularFile}, also where the file cannot be read; what else `work` throws
 */
export async function withRegularFile<Result>(
  given: string,
  path: string,
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await openRegularFile(given, path);
  try {
    return await work(file);
  } catch (error) {
    // Errors of the file system have a code of letters. Another error is a fault of the reader, which nothing may hide.
    throw typeof (error as NodeJS.ErrnoException).code === 'string'
      ? fileError(given, error as Error)
      : error;
  } finally {
    await file.close();
  }
}

/** The error for users of what went wrong with a file. */
export function fileError(given: string, error: Error): AscendRxError {
  if (error instanceof AscendRxError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE') return withoutDescriptor(given, error);
  return unusableFile(given, code === 'ENOENT' ? 'does not exist' : message);
}

/** @param problem a clause with the file as its subject */
export function unusableFile(given: string, problem: string): AscendRxError {
  return new AscendRxError('ERR_MODEL_FILE', `Expected a model file but \`${given}\` ${problem}`);
}

function withoutDescriptor(given: string, cause: Error): AscendRxError {
  return new AscendRxError(
    'ERR_RESOURCES',
    `Expected a free file descriptor to load \`${given}\` but received: ${cause.message}. ` +
      'Close files, or raise the limit of the process (ulimit -n), and try again.',
    { cause },
  );
}
