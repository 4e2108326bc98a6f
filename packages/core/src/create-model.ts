import type { SchedulerLike } from 'rxjs';
import { Model } from './model.js';
import type { Session } from './port.js';

/**
 * Makes the model over a session: for those who implement devices.
 *
 * @param session a loaded copy of the model, not observed by anybody yet; the model owns it from now on
 * @param options.scheduler the device's scheduler
 * @param options.name for people
 */
export function createModel(session: Session, options: { scheduler: SchedulerLike; name: string }): Model {
  return new Model(session, options);
}
