// Reads the messages of the server. A message that is not as the protocol says throws a MessageError: the page says so, and goes on.
import type { CameraState, FoundObject, FrameHeader, ServerMessage, Settings } from '../src/protocol.js';

/** A message that is not as the protocol says. Its text is for people. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** A binary message. */
export interface ReceivedFrame {
  readonly header: FrameHeader;
  /** A view of the message's memory. */
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

const states: readonly CameraState[] = ['connecting', 'live', 'lost', 'ended'];

export function parseFrame(message: ArrayBuffer): ReceivedFrame {
  if (message.byteLength < 4) throw wrong('a picture of at least 4 bytes', `${message.byteLength} bytes`);
  const length = new DataView(message).getUint32(0, true);
  if (length > message.byteLength - 4)
    throw wrong(`a header within ${message.byteLength - 4} bytes`, `one of ${length} bytes`);
  const header = parseJson(new TextDecoder().decode(new Uint8Array(message, 4, length)));
  for (const key of ['camera', 'index']) count(header, key);
  for (const key of ['pts', 'age']) number(header, key);
  for (const key of ['width', 'height'])
    if (number(header, key) <= 0) throw wrong(`${key} above 0`, header[key]);
  const objects = list(header, 'objects').map(foundObject);
  return {
    header: { ...(header as unknown as FrameHeader), objects },
    jpeg: new Uint8Array(message, 4 + length),
  };
}

export function parseServerMessage(text: string): ServerMessage {
  const message = parseJson(text);
  switch (message.type) {
    case 'hello':
      for (const key of ['model', 'device']) string(message, key);
      for (const each of list(message, 'cameras')) {
        const camera = record(each, 'a camera');
        string(camera, 'label');
        cameraState(camera);
      }
      settings(message);
      choices(record(message.choices, 'choices'));
      break;
    case 'stats':
      for (const key of ['time', 'inferencesPerSecond', 'inFlight', 'queued']) number(message, key);
      for (const part of Object.values(record(message.latency, 'latency'))) percentiles(part);
      percentiles(message.eventLoopDelay);
      numbers(record(message.dropped, 'dropped'));
      for (const each of list(message, 'cameras')) {
        const camera = record(each, 'a camera');
        for (const key of ['framesPerSecond', 'inferred', 'dropped']) number(camera, key);
      }
      break;
    case 'camera':
      count(message, 'camera');
      cameraState(message);
      break;
    case 'settings':
      settings(message);
      break;
    case 'error':
      string(message, 'message');
      break;
    default:
      throw wrong('a type that this page knows', message.type);
  }
  return message as unknown as ServerMessage;
}

type Fields = Record<string, unknown>;

function foundObject(value: unknown): FoundObject {
  const found = record(value, 'an object');
  number(found, 'id');
  string(found, 'name');
  number(found, 'score');
  const box = list(found, 'box');
  if (box.length !== 4 || !box.every(Number.isFinite)) throw wrong('a box of 4 numbers', box);
  return found as unknown as FoundObject;
}

function settings(message: Fields): void {
  const given = record(message.settings, 'settings') as Partial<Record<keyof Settings, unknown>>;
  number(given, 'callbackInterval');
  string(given, 'overflow');
  if (typeof given.paused !== 'boolean') throw wrong('paused: true or false', given.paused);
}

function choices(given: Fields): void {
  const interval = record(given.callbackInterval, 'choices.callbackInterval');
  for (const key of ['min', 'max']) number(interval, key);
  if (!list(given, 'overflow').every((each) => typeof each === 'string'))
    throw wrong('choices.overflow: a list of strings', given.overflow);
}

function cameraState(camera: Fields): void {
  if (!states.includes(camera.state as CameraState))
    throw wrong(`a state of ${states.join(', ')}`, camera.state);
  if (camera.reason !== undefined) string(camera, 'reason');
}

function percentiles(value: unknown): void {
  const part = record(value, 'p50 and p99');
  for (const key of ['p50', 'p99']) number(part, key);
}

function numbers(fields: Fields): void {
  for (const key of Object.keys(fields)) number(fields, key);
}

function parseJson(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('JSON', text);
  }
  return record(value, 'an object of JSON');
}

function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(what, value);
  return value as Fields;
}

function list(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw wrong(`${key}: a list`, value);
  return value;
}

function number(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(`${key}: a number`, value);
  return value;
}

function count(fields: Fields, key: string): void {
  const value = number(fields, key);
  if (!Number.isInteger(value) || value < 0) throw wrong(`${key}: a whole number from 0`, value);
}

function string(fields: Fields, key: string): void {
  if (typeof fields[key] !== 'string') throw wrong(`${key}: a string`, fields[key]);
}

function wrong(expected: string, received: unknown): MessageError {
  const text = typeof received === 'string' ? received : (JSON.stringify(received) ?? String(received));
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new MessageError(
    `A message of the server is not as expected: expected ${expected} but received ${shown}. Reload the page if the server is another one now.`,
  );
}
