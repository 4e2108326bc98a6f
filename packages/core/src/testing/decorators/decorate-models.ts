import type { Device } from '../../device/device.js';
import type { Session } from '../../device/session.js';
import type { Model } from '../../model/model.js';

/**
 * Returns the same device, except that its models use decorated sessions.
 *
 * @param device any device. Results of its methods that are not models stay as they are. The device and its models may
 *   come from another copy of this package
 * @param decorator called once for every model that the returned device makes. The function that it returns decorates
 *   each session of that model
 */
export function decorateModels<D extends Device>(
  device: D,
  decorator: (model: Model) => (session: Session) => Session,
): D {
  const decorated = <T>(result: T): T => {
    if (isModel(result)) result.decorate(decorator(result));
    return result;
  };
  return new Proxy(device, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = value.apply(target, args);
        return isPromise(result) ? result.then(decorated) : decorated(result);
      };
    },
  });
}

// `instanceof` would miss the models of another copy of this package.
function isModel(result: unknown): result is Model {
  return hasMethod(result, 'decorate') && hasMethod(result, 'open') && 'inputs' in result;
}

// `instanceof` would miss the promises of another realm, for example those of a test runner.
function isPromise(result: unknown): result is Promise<unknown> {
  return hasMethod(result, 'then');
}

function hasMethod(value: unknown, name: string): value is object {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
