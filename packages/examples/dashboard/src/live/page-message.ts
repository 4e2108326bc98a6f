import type { Settings } from '../protocol.js';

/** From one result per callback to so many. */
export const callbackIntervals = { min: 1, max: 8 } as const;

/** What suits pictures that cannot wait. With `error` the first picture too many would end the camera. */
export const overflows = ['drop-oldest', 'drop-newest', 'buffer'] as const satisfies Settings['overflow'][];

export const initialSettings: Settings = { callbackInterval: 1, overflow: 'drop-oldest', paused: false };

/** What a page has sent is wrong. The message is one sentence, for the page. */
export class WrongMessage extends Error {
  override readonly name = 'WrongMessage';
}

/** What a page asks for. */
export type Wish =
  /** The settings as they are to be. */
  | { readonly type: 'set'; readonly settings: Settings }
  /** The cameras whose pictures it shows. */
  | { readonly type: 'watch'; readonly cameras: ReadonlySet<number> };

/** What the server has. */
export interface Known {
  readonly settings: Settings;
  /** How many there are. */
  readonly cameras: number;
}

/**
 * Reads a message of a page.
 *
 * @throws WrongMessage
 */
export function readPageMessage(text: string, { settings, cameras }: Known): Wish {
  const message = parsed(text);
  switch (message.type) {
    case 'set':
      return { type: 'set', settings: changed(settings, message.settings) };
    case 'watch':
      return { type: 'watch', cameras: watched(message.cameras, cameras) };
    default:
      throw wrong('the type "set" or "watch"', message.type);
  }
}

function changed(settings: Settings, wanted: unknown): Settings {
  if (!isObject(wanted)) throw wrong('an object for settings', wanted);
  const unknown = Object.keys(wanted).find((name) => !Object.hasOwn(settings, name));
  if (unknown !== undefined) throw wrong(`${Object.keys(settings).join(', ')} in settings`, unknown);
  const { callbackInterval, overflow, paused } = { ...settings, ...wanted } as Record<string, unknown>;
  const { min, max } = callbackIntervals;
  if (!isInteger(callbackInterval, min, max))
    throw wrong(`an integer from ${min} to ${max} for callbackInterval`, callbackInterval);
  if (!isOverflow(overflow)) throw wrong(`${overflows.join(', ')} for overflow`, overflow);
  if (typeof paused !== 'boolean') throw wrong('true or false for paused', paused);
  return { callbackInterval, overflow, paused };
}

function watched(given: unknown, count: number): ReadonlySet<number> {
  const what = `positions of cameras from 0 to ${count - 1}, each once,`;
  if (!Array.isArray(given)) throw wrong(`an array of ${what} for cameras`, given);
  const cameras = new Set<number>();
  for (const camera of given) {
    if (!isInteger(camera, 0, count - 1) || cameras.has(camera)) throw wrong(`${what} in cameras`, camera);
    cameras.add(camera);
  }
  return cameras;
}

function parsed(text: string): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw wrong('JSON', text);
  }
  if (isObject(message)) return message;
  throw wrong('an object', message);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isInteger = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const isOverflow = (value: unknown): value is Settings['overflow'] =>
  (overflows as readonly unknown[]).includes(value);

/** The message is short, however much was received. */
function wrong(expected: string, received: unknown): WrongMessage {
  const text = JSON.stringify(received) ?? String(received);
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new WrongMessage(`expected ${expected} but received ${shown}`);
}
