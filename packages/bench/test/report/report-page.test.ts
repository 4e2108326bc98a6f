import { describe, expect, it } from '@jest/globals';
import { reportPage } from '../../src/report/report-page.js';
import { cases, machine } from '../support/results.js';

describe('the page of a benchmark', () => {
  const page = reportPage({ machine, cases });

  it('should be complete in itself', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import|<script/);
  });

  it('should say where it was measured, whatever the machine is called', () => {
    expect(page).toContain(
      'A &lt;fast&gt; one, 2 cores, 24 GB, linux x64, Node 20.0.0, onnxruntime-node 1.0',
    );
  });

  it('should have a section with a plot for every case, and figures in numbers', () => {
    for (const { name } of cases) {
      const section = page.split('<section>').find((each) => each.startsWith(`<h2>${name}</h2>`));
      expect(section).toContain('<svg');
      expect(section).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(page).toContain('5.25');
    expect(page).toContain('123,000');
  });

  it('should have a cell for every heading', () => {
    for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
      const cells = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => row?.match(/<t[hd]/g)?.length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('should explain every case', () => {
    for (const section of page.split('<section>').slice(1)) expect(section).not.toContain('<p></p>');
  });
});
