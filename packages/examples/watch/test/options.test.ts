import { expect, it } from '@jest/globals';
import { readOptions, usage } from '../src/options.js';

it('should watch the scene without an argument', () => {
  expect(readOptions([])).toMatchObject({ input: undefined, realTime: false, json: false, model: undefined });
});

it('should read a line of two points', () => {
  expect(readOptions(['--line', '0,10,640.5,10']).line).toEqual([0, 10, 640.5, 10]);
});

it.each(['1,2,3', '1,2,3,x', '1,2,,4', '5,5,5,5', '1,2,3,Infinity'])('should refuse --line %s', (line) => {
  expect(() => readOptions(['--line', line])).toThrow(
    `expected two points X1,Y1,X2,Y2 for --line but received ${line}`,
  );
});

it('should refuse a file to save that is no video', () => {
  expect(() => readOptions(['--save', 'out.avi'])).toThrow(
    'expected a file .mp4, .m4v, .mov or .mkv for --save',
  );
  expect(readOptions(['--save', 'out.MP4']).save).toBe('out.MP4');
});

it('should take one input', () => {
  expect(readOptions(['a.mp4']).input).toBe('a.mp4');
  expect(() => readOptions(['a.mp4', 'b.mp4'])).toThrow('expected one input but received a.mp4 b.mp4');
});

it('should explain every option in lines of a terminal', () => {
  for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});
