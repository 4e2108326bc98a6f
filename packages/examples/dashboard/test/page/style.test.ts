// The colours of style.css: whoever changes one keeps the contrasts that WCAG 2.2 asks for at level AA.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contrast } from './support/contrast.js';

const style = readFileSync(new URL('../../page/style.css', import.meta.url), 'utf8');
const [, light, dark] = style.split(':root {').map(variables);

function variables(text: string): Map<string, string> {
  const block = text.slice(0, text.indexOf('}'));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the colours of the %s scheme', (_, colours) => {
  const of = (name: string) => colours?.get(name) ?? `no --${name}`;

  it.each(['text', 'quiet', 'bad', 'wait', 'good'])('let --%s be read', (name) => {
    for (const ground of ['surface', 'ground'])
      expect(contrast(of(name), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('let a problem and the button of a paused server be read', () => {
    expect(contrast(of('text'), of('bad-ground'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('surface'), of('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['edge', 'accent', ...Array.from({ length: 8 }, (_, index) => `line-${index}`)])(
    'let --%s be seen',
    (name) => {
      expect(contrast(of(name), of('surface'))).toBeGreaterThanOrEqual(3);
    },
  );
});
