import { describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, toArray } from 'rxjs';
import { type TrackOptions, trackDetections } from '../../src/tracks/track-detections.js';

const found = (source: string, pts: number, x: number) => ({
  source: { source, pts },
  detections: [{ box: [x, 0, x + 40, 40] as const, score: 0.9, classId: 0 }],
});
type Value = ReturnType<typeof found>;
const run = (values: readonly Value[], options?: TrackOptions<Value>) =>
  lastValueFrom(from(values).pipe(trackDetections(options), toArray()));

describe('trackDetections', () => {
  it('should add the tracks to each value, with a tracker for each source', async () => {
    const values = await run([found('a', 0, 0), found('b', 7, 0), found('a', 0.04, 2), found('b', 7.04, 2)]);
    expect(values.map(({ source, tracks }) => [source.source, tracks.map(({ id }) => id)])).toEqual([
      ['a', [1]],
      ['b', [2]],
      ['a', [1]],
      ['b', [2]],
    ]);
  });

  it('should read time and source as it is told', async () => {
    const values = [found('1.png', Number.NaN, 0), found('2.png', Number.NaN, 2)];
    const seen = await run(values, { key: () => 0, time: (value) => values.indexOf(value) / 25 });
    expect(seen.map(({ tracks }) => tracks[0]?.id)).toEqual([1, 1]);
    expect(seen[1]?.tracks[0]).toMatchObject({ hits: 2, time: 0.04 });
  });

  it('should begin anew with each subscription', async () => {
    const tracked = from([found('a', 0, 0)]).pipe(trackDetections());
    const first = await lastValueFrom(tracked);
    const second = await lastValueFrom(tracked);
    expect([first, second].map(({ tracks }) => tracks[0]?.id)).toEqual([1, 1]);
  });

  it('should fail where a value has no time, and where each picture is a source', async () => {
    await expect(run([found('a', Number.NaN, 0)])).rejects.toThrow(/a finite number of seconds for `time`/);
    const pictures = Array.from({ length: 1001 }, (_, index) => found(`${index}.png`, 0, 0));
    await expect(run(pictures)).rejects.toThrow(/more than 1000 sources.*key: \(\) => 0/);
    await expect(run(pictures.slice(1))).resolves.toHaveLength(1000);
  });

  it.each([[{ source: { source: 'a', pts: 0 } }], [{ source: { source: 'a', pts: 0 }, detections: 'abc' }]])(
    'should fail where a value has no detections: %j',
    async (value) => {
      await expect(run([value as unknown as Value])).rejects.toThrow(
        'an array of detections for `detections`',
      );
    },
  );

  it('should refuse options that are none', () => {
    expect(() => trackDetections({ key: 1 } as never)).toThrow(/a function for `key`/);
    expect(() => trackDetections({ maxLost: -1 })).toThrow(/`maxLost`/);
    expect(() => trackDetections({ times: () => 0 } as never)).toThrow(/did you mean `time`/);
  });
});
