import { Model, type ModelOptions } from './model.js';
import type { Session } from './port.js';

/**
 * Makes the model over its sessions: for those who implement devices.
 *
 * @typeParam Outputs the names of its outputs, where they are known
 * @param sessions loaded copies of the model (its instances), at least one, not observed by anybody yet; the model owns
 *   them from now on
 * @param options see {@link ModelOptions}
 */
export function createModel<Outputs extends string = string>(
  sessions: readonly Session[],
  options: ModelOptions,
): Model<Outputs> {
  return new Model<Outputs>(sessions, options);
}
