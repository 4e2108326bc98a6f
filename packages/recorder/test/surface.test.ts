// What users can import, by name: a change of it is a change of this file, to be seen in review.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import * as recorder from '../src/index.js';

it('exports createRecorder and types', () => {
  expect(Object.keys(recorder)).toEqual(['createRecorder']);
  const index = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');
  const types = [...index.matchAll(/^export type \{ (\w+(?:, \w+)*) \} from '.*';$/gm)].flatMap(
    ([, names = '']) => names.split(', '),
  );
  expect(types.sort()).toEqual(['ChromeTrace', 'ChromeTraceEvent', 'Recorder', 'RecorderOptions']);
  expect(index.match(/^export/gm)).toHaveLength(4);
});

it('has an entry point for each library that it speaks to', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(Object.keys(exports)).toEqual(['.', './opentelemetry', './prometheus']);
  const byName = (file: string) => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
  // Whoever has not installed them can use the rest.
  expect(byName('index.ts')).not.toMatch(/opentelemetry|prometheus/);
});
