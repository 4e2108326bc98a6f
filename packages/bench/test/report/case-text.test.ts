import { describe, expect, it } from '@jest/globals';
import type { CaseResult } from '../../src/cases/case-result.js';
import { caseText } from '../../src/report/case-text.js';
import { cases, detections, frames, result, sources, startup, video } from '../support/results.js';

describe('the text of a benchmark', () => {
  it('should have a row for each contender, point, load and process', () => {
    expect(caseText(result)).toMatch(/^ {2}sequential +1000 +5\.25/m);
    expect(caseText(cases[2] as CaseResult)).toMatch(/^ {2}8 +no-block +200 +5/m);
    expect(caseText(cases[3] as CaseResult)).toMatch(/ours, callbackWait +1 +2 +3\.5$/m);
    expect(caseText(frames)).toMatch(/^ {2}sharp +10 +2\.5 +8$/m);
    expect(caseText(detections)).toMatch(/^ {2}javascript +3 +2\.75 +6$/m);
    expect(caseText(sources)).toMatch(/^ {2}slowest of 8 files +10 results per second$/m);
    expect(caseText(sources)).toMatch(
      /^ {2}fs\.readFile meanwhile +0\.75 ms \(p99\); idle 0\.5 ms: 1\.5 times$/m,
    );
    expect(caseText(video)).toMatch(/^ {2}peer +80 +20\.25 +20 +9 +1\.3$/m);
    expect(caseText(video)).toMatch(
      /^ {2}CPU outside of Run, theirs\/ours: 2\.5 \(ours is 0\.4 of theirs\)$/m,
    );
    expect(caseText(startup)).toMatch(/^ {2}ours +60 +20 +30 +0\.25$/m);
  });
});
