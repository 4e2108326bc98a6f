import { describe, expect, it } from '@jest/globals';
import {
  choiceOption,
  choicesOption,
  didYouMean,
  integerOption,
  UsageError,
} from '../../src/options/index.js';

const given = (...values: string[]) => new Map([['count', values]]);
const nothing = new Map<string, string[]>();

describe('integerOption', () => {
  const range = { min: 1, max: 8, default: 5 };

  it('should take both bounds and the integers between them', () => {
    for (const text of ['1', '8', '+3', '007']) {
      expect(integerOption(given(text), 'count', range)).toBe(Number(text));
    }
    expect(integerOption(given('-2'), 'count', { min: -2, default: 0 })).toBe(-2);
    expect(integerOption(given('9007199254740991'), 'count', { min: 1, default: 1 })).toBe(2 ** 53 - 1);
  });

  it('should return the default, of any type, for an option that was not given', () => {
    expect(integerOption(nothing, 'count', range)).toBe(5);
    expect(integerOption(nothing, 'count', { min: 1, default: undefined })).toBeUndefined();
  });

  it.each(['0', '9', '-1', '1.5', '1e0', '0x1', 'many', '', ' 1', '١'])('should refuse "%s"', (text) => {
    const message = `expected an integer from 1 to 8 for --count but received ${text}`;
    expect(() => integerOption(given(text), 'count', range)).toThrow(new UsageError(message));
  });

  it('should name the largest integer only where a value is greater', () => {
    const open = { min: 0, default: 0 };
    expect(() => integerOption(given('-1'), 'count', open)).toThrow(
      new UsageError('expected an integer ≥ 0 for --count but received -1'),
    );
    expect(() => integerOption(given('9007199254740992'), 'count', open)).toThrow(
      new UsageError(
        'expected an integer from 0 to 9007199254740991 for --count but received 9007199254740992',
      ),
    );
  });
});

describe('choiceOption', () => {
  const choices = ['logits', 'probabilities', 'scores'] as const;

  it('should take a choice, or the default', () => {
    expect(choiceOption(given('scores'), 'count', choices, 'logits')).toBe('scores');
    expect(choiceOption(nothing, 'count', choices, 'logits')).toBe('logits');
    expect(choiceOption(nothing, 'count', choices, undefined)).toBeUndefined();
  });

  it('should name all choices, and the nearest', () => {
    const expected = 'expected logits, probabilities, or scores for --count but received';
    expect(() => choiceOption(given('Logit'), 'count', choices, 'logits')).toThrow(
      new UsageError(`${expected} Logit; did you mean logits?`),
    );
    expect(() => choiceOption(given('nothing-of-that'), 'count', choices, 'logits')).toThrow(
      new UsageError(`${expected} nothing-of-that`),
    );
  });

  it('should take several, each once', () => {
    expect(choicesOption(given('scores', 'logits', 'scores'), 'count', choices)).toEqual([
      'scores',
      'logits',
    ]);
    expect(choicesOption(nothing, 'count', choices)).toEqual([]);
    expect(() => choicesOption(given('scores', 'logit'), 'count', choices)).toThrow(
      /received logit; did you/,
    );
  });
});

describe('didYouMean', () => {
  it('should name the nearest name, or all names if none is near', () => {
    const known = ['inputs', 'callbackInterval', 'order'];
    expect(didYouMean('input', known)).toBe('; did you mean inputs?');
    expect(didYouMean('callback-interval', known)).toBe('; did you mean callbackInterval?');
    expect(didYouMean('ORDER', known)).toBe('; did you mean order?');
    expect(didYouMean('zzzzzzzz', known)).toBe('; there are inputs, callbackInterval, order');
  });
});
