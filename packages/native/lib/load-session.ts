// Loads a model, and chooses the session for it.
import type { SchedulerLike } from 'rxjs';
import { aclError } from './acl-failure.js';
import { type AddonDevice, type AddonFailure, addon } from './addon.js';
import { clockOffset } from './clock-offset.js';
import { CommandBuffer } from './command-buffer.js';
import { DynamicSession } from './dynamic-session.js';
import type { LoadedSession, SharedMemory } from './loaded-session.js';
import type { ModelFile } from './model-file.js';
import { NativeSession } from './native-session.js';
import { sessionParts } from './session-parts.js';
import { withResources } from './with-resources.js';

/**
 * Loads a model on `device`: context, execution stream and model.
 *
 * @param scheduler the device's; timestamps are on its clock
 * @param development whether a change of the memory of inputs is found out
 * @throws AclError what the runtime refused; AscendRxError ERR_RESOURCES without threads or memory; nothing is left loaded
 */
export function loadSession(
  device: AddonDevice,
  file: ModelFile,
  slots: number,
  scheduler: SchedulerLike,
  development: boolean,
): Promise<LoadedSession> {
  const { AddonSession, protocol } = addon();
  const offset = clockOffset(scheduler);
  const purpose = `to load ${file.path} with ${slots} slots`;
  return new Promise((resolve, reject) => {
    const memory: SharedMemory = withResources(purpose, () => ({
      commands: CommandBuffer.memory(slots, protocol),
      reports: new Uint32Array(protocol.reportWordsPerSlot * slots),
      timestamps:
        offset === undefined ? undefined : new Float64Array(protocol.timestampsPerExecution * slots),
    }));
    // The addon calls these functions in later turns of the event loop, and `built` first of all.
    const made: { session?: LoadedSession } = {};
    const built = (failure?: AddonFailure) => {
      try {
        if (failure) throw aclError(failure);
        const Session = session.layout ? NativeSession : DynamicSession;
        made.session = withResources(
          purpose,
          () => new Session(sessionParts(session, slots, memory, protocol, file.declared, development)),
        );
        resolve(made.session);
      } catch (error) {
        session.close(() => reject(error));
      }
    };
    const session = withResources(
      purpose,
      () =>
        new AddonSession(
          device,
          file.native,
          slots,
          built,
          (groups, outputs, failures, dims) =>
            (made.session as LoadedSession).reported(groups, outputs, failures, dims),
          (failure) => (made.session as LoadedSession).failed(failure),
          memory.commands,
          memory.reports,
          memory.timestamps,
          offset,
        ),
    );
  });
}
