import { helpOption, type OptionSpecs } from 'ascend-rx/options';
import { againstCases } from '../against/against-cases.js';
import { cases } from '../cases/cases.js';

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).join(', ');

/** The options of `npm run bench`. */
export const benchOptions: OptionSpecs = {
  case: {
    value: 'NAME',
    multiple: true,
    help: `run only this case (${names(cases)};\nwith --against: ${names(againstCases)})`,
  },
  rounds: {
    value: 'N',
    help: 'measured rounds per case, after the warm-up, at least 5 (default 7; with --against 21)',
  },
  'round-ms': { value: 'N', help: 'approximate length of a round (default 400; with --against 200)' },
  'warm-up-ms': { value: 'N', help: 'length of the warm-up of each process (default 2000)' },
  threads: { value: 'N', help: 'threads of ONNX Runtime per inference; 0: its own choice (default 1)' },
  pool: { value: 'N', help: 'inferences in flight at once (default 100)' },
  'callback-interval': { value: 'N', help: 'inferences per callback (default 8)' },
  json: { help: 'print one JSON object' },
  report: { value: 'FILE.html', help: 'write a page with plots' },
  against: { value: 'FOLDER', help: 'compare this checkout with another built checkout, and judge' },
  'process-pairs': {
    value: 'N',
    help: 'with --against: pairs of fresh processes that the rounds are divided among (default 3)',
  },
  help: helpOption,
};
