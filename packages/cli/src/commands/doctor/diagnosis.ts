import type { OfflineModel, TwinDifference, TwinSignature } from '@ascend-rx/native/om';

/** What `ascend-rx doctor` has found. `null`: it is not there, or it is not known. */
export interface Diagnosis {
  /** The file, as the user has given it. */
  readonly model: string;
  readonly kind: 'offline' | 'onnx' | 'unknown';
  /** The library that would load it. */
  readonly library: { readonly name: string; readonly embedded: boolean } | null;
  /** The file that was loaded: the model, or its twin. */
  readonly loaded: string | null;
  /** The ONNX file that runs in the place of an offline model. */
  readonly twin: string | null;
  /** What an offline model says of itself. */
  readonly offlineModel: OfflineModel | null;
  /** Inputs, outputs and gears of what was loaded. */
  readonly loadedModel: TwinSignature | null;
  /** Between an offline model and its twin. */
  readonly differences: readonly TwinDifference[];
  /** What is missing or does not work, a sentence each. */
  readonly problems: readonly string[];
  /** Neither differences nor problems. */
  readonly ok: boolean;
}
