// Delays, colours, numbers and what the plots read: small functions without a browser.
import { describe, expect, it } from '@jest/globals';
import { BackOff } from '../../page/back-off.js';
import { colourOf, darkColour } from '../../page/colours.js';
import { formatCount, formatDuration, formatNames, formatNumber } from '../../page/format.js';
import { plotDefinitions } from '../../page/plot-definitions.js';
import { contrast } from './support/contrast.js';
import { stats } from './support/messages.js';

describe('BackOff', () => {
  it('doubles the delay up to its limit, and begins anew after a success', () => {
    const backOff = new BackOff(1000, 15_000, () => 1);
    expect([1, 2, 3, 4, 5, 6].map(() => backOff.failed())).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(backOff.failures).toBe(6);
    backOff.succeeded();
    expect([backOff.failures, backOff.failed()]).toEqual([0, 1000]);
  });

  it('takes half of the delay at least', () => {
    expect(new BackOff(1000, 15_000, () => 0).failed()).toBe(500);
  });

  it('stays at the limit after very many failures', () => {
    const backOff = new BackOff(1000, 15_000, () => 1);
    for (let failures = 0; failures < 2000; failures += 1) backOff.failed();
    expect(backOff.failed()).toBe(15_000);
  });
});

describe('colourOf', () => {
  it('is the same for the same id, and another for the next', () => {
    for (let id = -30; id < 30; id += 1) {
      expect(colourOf(id)).toBe(colourOf(id));
      expect(colourOf(id)).not.toBe(colourOf(id + 1));
    }
  });

  it('lets the dark text on it be read', () => {
    for (let id = 0; id < 20; id += 1) expect(contrast(colourOf(id), darkColour)).toBeGreaterThan(7);
  });
});

describe('numbers', () => {
  it('have three digits', () => {
    expect([0, 0.256, 4.567, 45.67, 456.7, 12345].map(formatNumber)).toEqual([
      '0',
      '0.26',
      '4.57',
      '45.7',
      '457',
      '12,345',
    ]);
    expect([undefined, null, Number.NaN].map(formatNumber)).toEqual(['–', '–', '–']);
  });

  it('of things are whole', () => {
    expect([0, 1234567, undefined].map(formatCount)).toEqual(['0', '1,234,567', '–']);
  });

  it('of time have a unit', () => {
    expect([-5, 38.4, 999.4, 1000, 9940, 9960, 119_000, 600_000].map(formatDuration)).toEqual([
      '0 ms',
      '38 ms',
      '999 ms',
      '1.0 s',
      '9.9 s',
      '10 s',
      '119 s',
      '10 min',
    ]);
  });

  it('are counted by name', () => {
    expect(formatNames(['star', 'circle', 'star', 'toString'])).toBe('circle 1 · star 2 · toString 1');
    expect(formatNames([])).toBe('');
  });
});

describe('plotDefinitions', () => {
  const read = (id: string, ...[now, before]: Parameters<(typeof plotDefinitions)[number]['read']>) =>
    [...(plotDefinitions.find((each) => each.id === id)?.read(now, before) ?? [])].map(
      ({ row, column, value }) => [row, column, value],
    );

  it('read every part of the latency, known or not', () => {
    const now = stats(1, { latency: { total: { p50: 1, p99: 2 }, other: { p50: 3, p99: 4 } } });
    expect(read('latency', now, undefined)).toEqual([
      ['total', 'p50', 1],
      ['total', 'p99', 2],
      ['other', 'p50', 3],
      ['other', 'p99', 4],
    ]);
  });

  it('take drops per second from what was counted since the second before', () => {
    const before = stats(10, { dropped: { overflow: 7 } });
    const now = stats(12, { dropped: { overflow: 13, stale: 4, failure: 0 } });
    expect(read('drops', now, before)).toEqual([
      ['overflow', 'per second', 3],
      ['overflow', 'in all', 13],
      ['stale', 'per second', 2],
      ['stale', 'in all', 4],
    ]);
  });

  it('take no drops from before the page was opened, and begin at 0 after the server began anew', () => {
    const now = stats(12, { dropped: { overflow: 4 } });
    expect(read('drops', now, undefined)[0]).toEqual(['overflow', 'per second', 0]);
    expect(read('drops', now, stats(10, { dropped: { overflow: 100 } }))[0]).toEqual([
      'overflow',
      'per second',
      2,
    ]);
  });
});
