import { literal } from './literal.js';

/** What is expected of an observable. */
export interface Expectation {
  /** Source text: the observable, with all that `expectObservable` takes. */
  readonly actual: string;
  /** Undefined: a list of frames and values is printed instead. */
  readonly marbles: string | undefined;
  /** Source text of what the letters stand for: `a: 1`. */
  readonly fields: readonly string[];
  /** Source text of the notifications, for the list. */
  readonly notifications: readonly string[];
  readonly error?: unknown;
}

export function expectationLines(expectation: Expectation): string[] {
  const { actual, marbles, fields, notifications, error } = expectation;
  if (marbles === undefined) {
    const list = notifications.map((each) => `    ${each},`);
    return [`expectObservable(${actual}).toEqual(`, '  inFrames([', ...list, '  ]),', ');'];
  }
  const values = fields.length > 0 ? `, { ${fields.join(', ')} }` : error === undefined ? '' : ', undefined';
  const thrown = error === undefined ? '' : `, ${literal(error)}`;
  return [`expectObservable(${actual}).toBe(${literal(marbles)}${values}${thrown});`];
}
