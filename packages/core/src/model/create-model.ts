import type { Session } from '../device/session.js';
import { Model, type ModelOptions } from './model.js';

/**
 * Makes a model over its sessions: for implementations of devices.
 *
 * @typeParam Outputs the names of the model's outputs, where they are known
 * @param sessions loaded copies of the model (its instances), at least one. Nobody observes them yet; the model owns them
 *   from now on
 * @param options see {@link ModelOptions}
 */
export function createModel<Outputs extends string = string>(
  sessions: readonly Session[],
  options: ModelOptions,
): Model<Outputs> {
  return new Model<Outputs>(sessions, options);
}
