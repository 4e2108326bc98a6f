import { Model } from '../model.js';
import type { Device, Session } from '../port.js';

/**
 * The same device, with something between its models and their sessions.
 *
 * @param device any device; what it makes otherwise is left as it is
 * @param decorator called for every model that is made from now on; what it gives, for each of that model's sessions
 */
export function decorateModels<D extends Device>(
  device: D,
  decorator: (model: Model) => (session: Session) => Session,
): D {
  const decorated = <T>(made: T): T => {
    if (made instanceof Model) made.decorate(decorator(made));
    return made;
  };
  return new Proxy(device, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const made: unknown = value.apply(target, args);
        return made instanceof Promise ? made.then(decorated) : decorated(made);
      };
    },
  });
}
