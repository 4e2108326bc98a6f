import { table } from '../terminal/index.js';
import type { OptionSpecs } from './option-spec.js';

/** The help text of options, one row each; an empty line between groups. */
export function optionsHelp(...groups: readonly OptionSpecs[]): string {
  return table(groups.flatMap((specs, index) => [...(index > 0 ? [[]] : []), ...rowsOf(specs)]));
}

function rowsOf(specs: OptionSpecs): string[][] {
  return Object.entries(specs).flatMap(([name, { value, short, help }]) => {
    const option = `  --${name}${value ? ` ${value}` : ''}${short ? `, -${short}` : ''}`;
    return help.split('\n').map((line, index) => [index === 0 ? option : '', line]);
  });
}
