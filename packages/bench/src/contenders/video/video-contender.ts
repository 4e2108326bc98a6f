import type { FoundRow } from '../../protocol/video.js';

/** A contender of the case `video`, inside its process. */
export interface VideoContender {
  /**
   * Reads the file from its beginning and calls `found` with the detections of each frame, in order, until it returns false or the file
   * ends. Resolves when nothing of it runs any more.
   */
  detect(found: (rows: readonly FoundRow[]) => boolean): Promise<void>;
  /** The same, with decoding alone. Only of `ours`. */
  decode?(decoded: () => boolean): Promise<void>;
  close(): Promise<void>;
}
