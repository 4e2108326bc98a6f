import {
  helpOption,
  integerOption,
  type OptionSpecs,
  optionsHelp,
  parseOptions,
  UsageError,
} from 'ascend-rx/options';

/** What the program was asked to do. */
export interface Options {
  readonly help: boolean;
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
  readonly maxPixels: number;
  readonly maxRequests: number;
  readonly maxQueueSize: number;
  readonly timeout: number;
  readonly grace: number;
  readonly top: number;
}

const specs: OptionSpecs = {
  host: { value: 'ADDRESS', help: 'where to listen (default 127.0.0.1)' },
  port: { value: 'N', help: 'where to listen; 0: any free port (default 8080)' },
  'max-bytes': { value: 'N', help: 'largest body of a request (default 5000000)' },
  'max-pixels': { value: 'N', help: 'largest picture, width times height (default 25000000)' },
  'max-requests': { value: 'N', help: 'requests in progress; more are refused unread (default 200)' },
  'max-queue-size': { value: 'N', help: 'pictures that may wait for the device (default 100)' },
  timeout: { value: 'MS', help: 'for decoding, queue and inference of a request (default 2000)' },
  grace: { value: 'MS', help: 'for requests in progress when the server is asked to end (default 10000)' },
  top: { value: 'N', help: 'labels per picture (default 3)' },
  help: helpOption,
};

export const usage = `Usage: ascend-rx-serve [OPTION]…

POST /classify takes a picture (JPEG, PNG, WebP) and answers its labels as JSON.
GET /metrics is for Prometheus, GET /healthz for whoever starts and ends servers.

${optionsHelp(specs)}
`;

/** The longest delay of a timer of Node, in ms. */
const longestDelay = 2 ** 31 - 1;

/** @throws UsageError with the one line to show */
export function readOptions(args: readonly string[]): Options {
  const { positionals, options } = parseOptions(args, specs);
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  const integer = (name: string, fallback: number, min = 1, max = 1_000_000_000) =>
    integerOption(options, name, { min, max, default: fallback });
  return {
    help: options.has('help'),
    host: options.get('host')?.[0] ?? '127.0.0.1',
    port: integer('port', 8080, 0, 65535),
    maxBytes: integer('max-bytes', 5_000_000),
    maxPixels: integer('max-pixels', 25_000_000),
    maxRequests: integer('max-requests', 200),
    maxQueueSize: integer('max-queue-size', 100),
    timeout: integer('timeout', 2000, 1, longestDelay),
    grace: integer('grace', 10_000, 0, longestDelay),
    top: integer('top', 3),
  };
}
