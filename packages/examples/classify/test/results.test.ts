import { describe, expect, it } from '@jest/globals';
import { bar } from '../src/results/bar.js';
import { shortNames } from '../src/results/short-names.js';
import { summary } from '../src/results/summary.js';
import { Table } from '../src/results/table.js';
import { fit, textWidth } from '../src/results/text-width.js';
import { softmax, top } from '../src/results/top.js';

describe('top', () => {
  it('gives the most likely classes, most likely first', () => {
    const guesses = top(Float32Array.of(0.1, 0.5, 0.05, 0.35), 'probabilities', 3);
    expect(guesses.map(({ index }) => index)).toEqual([1, 3, 0]);
    expect(guesses[0]?.probability).toBeCloseTo(0.5);
  });

  it('makes probabilities of logits', () => {
    const guesses = top(Float32Array.of(0, Math.log(3)), 'logits', 5);
    expect(guesses.map(({ index }) => index)).toEqual([1, 0]);
    expect(guesses.map(({ probability }) => probability.toFixed(6))).toEqual(['0.750000', '0.250000']);
  });

  it('keeps the order of the model among equals', () => {
    expect(top(new Float32Array(4), 'logits', 4).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  it('neither overflows nor underflows', () => {
    expect([...softmax(Float32Array.of(1000, 1000, -1000))]).toEqual([0.5, 0.5, 0]);
  });
});

describe('bar', () => {
  it('goes in eighths of a column', () => {
    expect([0, 1 / 32, 0.25, 0.5 + 3 / 32, 1].map((share) => bar(share, 4))).toEqual([
      '',
      '▏',
      '█',
      '██▍',
      '████',
    ]);
  });

  it('stays within its width', () => {
    expect(bar(1.5, 4)).toBe('████');
    expect(bar(Number.NaN, 4)).toBe('');
  });
});

describe('fit', () => {
  it('counts columns, not characters', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('昇腾')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(fit('昇腾', 5)).toBe('昇腾 ');
  });

  it('cuts at the start', () => {
    expect(fit('photos/0001.jpg', 9)).toBe('…0001.jpg');
    expect(fit('昇腾昇腾', 6)).toBe('…昇腾 ');
  });

  it('lets no control character through to a terminal', () => {
    expect(fit('a\u001b[2Jb\n', 8)).toBe('a?[2Jb? ');
  });
});

describe('Table', () => {
  const rows = [
    { label: 'ring', probability: 0.975 },
    { label: 'circle', probability: 0.025 },
  ];

  it('lays out blocks under its head', () => {
    const table = new Table(['a.jpg', 'long-name.webp'], ['ring', 'circle'], 60);
    expect(table.head() + table.block('a.jpg', rows)).toBe(
      [
        'picture         label   probability',
        '─'.repeat(60),
        `a.jpg           ring     97.5 %  ${bar(0.975, 27)}`,
        `                circle    2.5 %  ${bar(0.025, 27)}`,
        '',
      ].join('\n'),
    );
  });

  it.each([20, 40, 80, 300])('keeps within %i columns, or 30', (columns) => {
    const table = new Table(
      ['a/very/long/path/to/some/picture/file.jpg'],
      ['a label of many words, too'],
      columns,
    );
    const text = table.head() + table.block('a/very/long/path/to/some/picture/file.jpg', rows);
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(30, columns));
  });
});

describe('summary', () => {
  const totals = { inferences: 10, callbacks: 4, seconds: 0.5, broken: 0, interrupted: false };

  it('counts', () => {
    expect(summary(totals)).toBe('\n10 inferences, 4 callbacks, 20.0 per second\n');
    expect(summary({ ...totals, inferences: 1, callbacks: 1, broken: 2, interrupted: true })).toBe(
      '\ninterrupted: 1 inference, 1 callback, 2.0 per second, 2 pictures unreadable\n',
    );
    expect(summary({ ...totals, inferences: 0, callbacks: 0, seconds: 0 })).toContain('0.0 per second');
  });
});

describe('shortNames', () => {
  it('leaves out the folder that all files share', () => {
    const names = shortNames(['/x/a/1.jpg', '/x/a/2.jpg', '/x/ab/1.jpg']);
    expect([...names.values()]).toEqual(['a/1.jpg', 'a/2.jpg', 'ab/1.jpg']);
    expect([...shortNames(['/x/a/1.jpg']).values()]).toEqual(['1.jpg']);
    expect([...shortNames(['/x/1.jpg', '/y/1.jpg']).values()]).toEqual(['x/1.jpg', 'y/1.jpg']);
  });
});
