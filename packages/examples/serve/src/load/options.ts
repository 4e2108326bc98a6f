import {
  helpOption,
  integerOption,
  type OptionSpecs,
  optionsHelp,
  parseOptions,
  UsageError,
} from 'ascend-rx/options';

/** What the load test was asked to do. */
export interface LoadOptions {
  readonly help: boolean;
  /** Of the endpoint `/classify`. Absent: the load test starts a server. */
  readonly url: string | undefined;
  readonly amount: number;
  readonly connections: number;
}

const specs: OptionSpecs = {
  url: { value: 'URL', help: 'of a running server, as it prints it (default: starts one)' },
  amount: { value: 'N', help: 'how many requests (default 5000)' },
  connections: { value: 'N', help: 'how many connections, each with one request at a time (default 32)' },
  help: helpOption,
};

export const usage = `Usage: npm run load -- [OPTION]…

Sends the sample pictures to the server again and again, checks every answer, and that the server has lost no picture.
The exit code is 1 if an answer was wrong, a request failed, or the counts of the server do not match.

${optionsHelp(specs)}
`;

/** @throws UsageError with the one line to show */
export function readOptions(args: readonly string[]): LoadOptions {
  const { positionals, options } = parseOptions(args, specs);
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  const [url] = options.get('url') ?? [];
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    throw new UsageError(`expected a URL like http://127.0.0.1:8080/classify for --url but received ${url}`);
  }
  return {
    help: options.has('help'),
    url,
    amount: integerOption(options, 'amount', { min: 1, default: 5000 }),
    connections: integerOption(options, 'connections', { min: 1, max: 10_000, default: 32 }),
  };
}
