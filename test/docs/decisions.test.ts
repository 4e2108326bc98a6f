// DECISIONS.md: every decision has a number of its own, a status, and the form that the page promises; statuses agree with
// each other; what documents and sources call "decision N" exists.
import { expect, it } from '@jest/globals';
import { exists, filesBelow, read } from './support/files.js';

interface Decision {
  number: string;
  title: string;
  /** The heading of its group. */
  group: string;
  /** The names of its parts, in order. */
  parts: string[];
  status: string;
}

const page = read('DECISIONS.md');

const decisions: Decision[] = page
  .split(/^## /m)
  .slice(1)
  .flatMap((part) => {
    const group = part.slice(0, part.indexOf('\n'));
    return part
      .split(/^### /m)
      .slice(1)
      .map((text) => {
        const [, number = '', title = ''] = /^(\d+(?:\.\d+)?)\. (.*)\n/.exec(text) ?? [];
        const parts = [...text.matchAll(/^\* \*\*(\w+):\*\* /gm)].map(([, name]) => name as string);
        const [, status = ''] = /^\* \*\*Status:\*\* (.*?)(?=^\* )/ms.exec(text) ?? [];
        return { number, title, group, parts, status: status.replace(/\s+/g, ' ').trim() };
      });
  });

const numbers = decisions.map(({ number }) => number);
/** The numbers behind a verb of a status; in parentheses it says what each of them is about. */
const named = (status: string, verb: string): string[] => {
  const [, list = ''] = new RegExp(`; ${verb} ([^;]*)`).exec(status.replace(/ \([^)]*\)|\.$/g, '')) ?? [];
  return list === '' ? [] : list.split(', ');
};

it('every decision has a number of its own, and none is missing', () => {
  expect(new Set(numbers).size).toBe(numbers.length);
  const whole = numbers.filter((number) => !number.includes('.')).map(Number);
  expect(whole.sort((a, b) => a - b)).toEqual(whole.map((_, i) => i + 1));
  expect(whole.length).toBeGreaterThanOrEqual(62);
});

it('every decision has status, decision, reason, and maybe a consequence', () => {
  const others = decisions.filter(
    ({ title, parts }) => title === '' || !/^Status,Decision,Reason(,Consequence)?$/.test(parts.join()),
  );
  expect(others).toEqual([]);
  const odd = decisions.filter(({ status }) => !/^(In force|Superseded by [\d.]+)(;.*)?\.$/.test(status));
  expect(odd).toEqual([]);
});

it('a decision that is amended names what amends it, and the other way round', () => {
  const amended = decisions.flatMap(({ number, status }) =>
    named(status, 'amended by').map((by) => `${number} by ${by}`),
  );
  const amending = decisions.flatMap(({ number, status }) =>
    named(status, 'amends').map((what) => `${what} by ${number}`),
  );
  expect(amended.length).toBeGreaterThan(10);
  expect(amended.sort()).toEqual(amending.sort());
  const points = numbers.filter((number) => number.includes('.'));
  const apart = points.filter((number) => !amended.includes(`${number.split('.')[0]} by ${number}`));
  expect(apart).toEqual([]);
});

it('the table has every decision, in its group', () => {
  const rows = [...page.matchAll(/^\| \[([^\]]+)\]\([^)]+\) \| (.*) \|$/gm)].map(([, group, list = '']) => ({
    group,
    numbers: list.split(', '),
  }));
  const groups = [...new Set(decisions.map(({ group }) => group))].map((group) => ({
    group,
    numbers: decisions.filter((decision) => decision.group === group).map(({ number }) => number),
  }));
  expect(rows).toEqual(groups);
});

it('every decision that a document or a source names exists', () => {
  const folders = ['docs', 'packages', 'test', '.tools'];
  const extensions = ['.md', '.ts', '.mjs', '.cc', '.h'];
  const files = [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...folders.flatMap((folder) => extensions.flatMap((extension) => filesBelow(folder, extension))),
  ].filter(exists);
  const references = files.flatMap((file) =>
    [...read(file).matchAll(/\b[Dd]ecisions? (\d+(?:\.\d+)?)/g)].map(([, number = '']) => ({ file, number })),
  );
  expect(references.length).toBeGreaterThan(0);
  expect(references.filter(({ number }) => !numbers.includes(number))).toEqual([]);
});
