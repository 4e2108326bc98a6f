import { dimsText, type OutputInfo } from './tensor-rows.js';

/** @throws TypeError unless there are outputs of these names: those of one kind of model are told apart by nothing else */
export function assertOutputs(of: string, infos: readonly OutputInfo[], names: readonly string[]): void {
  if (names.every((name) => infos.some((info) => info.name === name))) return;
  const all = infos.map(({ name, dims }) => `${name} ${dimsText(dims)}`).join(', ');
  throw new TypeError(`Expected outputs ${names.join(', ')} of ${of} but received ${all || 'none'}`);
}
