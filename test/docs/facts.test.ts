// The page docs/facts.md names tests that exist, and every test that cites a fact is on it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/facts.md'), 'utf8');
const folder = join(root, 'packages/native/test/runtime');

interface Case {
  name: string;
  citesFact: boolean;
}

/** Every TEST of the runtime with the comment above it. */
const cases: Case[] = readdirSync(folder)
  .filter((file) => file.endsWith('_test.cc'))
  .flatMap((file) => {
    const topic = file.replace(/_test\.cc$/, '');
    const source = readFileSync(join(folder, file), 'utf8');
    return [...source.matchAll(/((?:^\/\/.*\n)*)^TEST\((\w+)\)/gm)].map(([, comment = '', name]) => ({
      name: `${topic}.${name}`,
      citesFact: /\b[Ss]ections? \d/.test(comment),
    }));
  });

const named = [...page.matchAll(/`(\w+\.(?:\w+|\*))`/g)].map(([, name]) => name as string);
const covers = (pattern: string, name: string): boolean =>
  pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

it('every test on the page exists', () => {
  const tests = named.filter((name) => !name.endsWith('.json'));
  expect(tests.filter((pattern) => !cases.some(({ name }) => covers(pattern, name)))).toEqual([]);
});

it('every test that cites a fact is on the page', () => {
  const citing = cases.filter(({ citesFact }) => citesFact).map(({ name }) => name);
  expect(citing.length).toBeGreaterThan(50);
  expect(citing.filter((name) => !named.some((pattern) => covers(pattern, name)))).toEqual([]);
});

it('every name whose source is a public header is on the page, or its whole header is', () => {
  const abi = JSON.parse(readFileSync(join(root, 'packages/native/test/abi/abi.json'), 'utf8'));
  const whole = readFileSync(join(root, 'packages/native/include/acl/acl_op.h'), 'utf8');
  const sources: [string, string[]][] = Object.entries(abi.sources);
  expect(sources.map(([source]) => source).filter((source) => !page.includes(`\n| ${source} | `))).toEqual(
    [],
  );
  const names = sources.flatMap(([, all]) => all);
  expect(names.length).toBeGreaterThan(50);
  const shown = (name: string) => page.includes(`\`${name}\``) || new RegExp(`\\b${name}\\b`).test(whole);
  expect(names.filter((name) => !shown(name))).toEqual([]);
});
