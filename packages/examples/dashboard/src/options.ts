import { type InputOptions, inputOptions, isLive, readInputOptions } from '@ascend-rx/example-camera';
import {
  helpOption,
  integerOption,
  type OptionSpecs,
  type OptionValues,
  optionsHelp,
  parseOptions,
  UsageError,
} from 'ascend-rx/options';
import { isLoopback } from './http/is-loopback.js';

/** What the program was asked to do. */
export interface Options extends InputOptions {
  readonly help: boolean;
  /** Files and addresses. None: the rendered scene. */
  readonly inputs: readonly string[];
  /** True: a file begins anew when it has ended. */
  readonly loop: boolean;
  /** Attempts in a row without a frame, after which a camera is given up. Absent: no camera is given up. */
  readonly attempts: number | undefined;
  /** File or folder of the detector. Absent: that of the example watch. */
  readonly model: string | undefined;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: whoever reaches the server may use it. */
  readonly token: string | undefined;
  /** Names of the server beside its own: a browser may call it by these. */
  readonly allowedHosts: readonly string[];
}

/** Each camera has its share of the slots of the model. */
export const mostCameras = 16;
/** Shorter ones can be guessed. */
export const shortestToken = 16;
/** In place of `--token`. */
export const tokenVariable = 'ASCEND_RX_DASHBOARD_TOKEN';

const sourceOptions: OptionSpecs = {
  loop: { help: 'files begin anew when they have ended' },
  ...inputOptions,
  attempts: { value: 'N', help: 'attempts in a row, then a camera is given up (default: it never is)' },
  model: { value: 'PATH', help: 'a YOLO detector: an .onnx file, or a folder with metadata.yaml' },
};

const serverOptions: OptionSpecs = {
  host: {
    value: 'ADDRESS',
    help: 'where to listen (default 127.0.0.1);\nan address that other machines reach needs a token',
  },
  port: { value: 'N', help: 'where to listen; 0: any free port (default 8080)' },
  token: {
    value: 'TEXT',
    help: `who knows it may use the server: ${shortestToken} characters or more; the environment variable\n${tokenVariable} does the same, and other users of the machine cannot read it`,
  },
  'allow-host': {
    value: 'NAME',
    multiple: true,
    help: 'a name by which browsers may call the server, as that of a proxy;\ncan be given several times',
  },
  help: helpOption,
};

export const usage = `Usage: ascend-rx-dashboard [OPTION]… [INPUT]…

Serves a page with what cameras see, the objects that a detector finds there, and plots of its work. The
page has controls for the pipelines. Ctrl-C ends it.

INPUT is a video file, an image sequence (frames/%03d.jpg), rtsp://…, http://… (motion JPEG), or
/dev/video0; up to ${mostCameras} of them. Without it: the scene of the example watch, again and again.

${optionsHelp(sourceOptions, serverOptions)}
`;

/** @throws UsageError with the one line to show */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Options {
  const { positionals, options } = parseOptions(args, { ...sourceOptions, ...serverOptions });
  const help = options.has('help');
  if (positionals.length > mostCameras)
    throw new UsageError(`expected at most ${mostCameras} inputs but received ${positionals.length}`);
  const loop = options.has('loop');
  if (loop && positionals.length > 0 && positionals.every(isLive))
    throw new UsageError('--loop is for files: a camera has no end');
  const host = options.get('host')?.[0] ?? '127.0.0.1';
  const token = tokenOf(options, env);
  if (token === undefined && !help && !isLoopback(host)) {
    throw new UsageError(
      `other machines reach ${host}, so a token is needed: give --token or ${tokenVariable}, ${shortestToken} characters or more (openssl rand -hex 16 makes one)`,
    );
  }
  return {
    help,
    inputs: positionals,
    loop: loop || positionals.length === 0,
    ...readInputOptions(options),
    attempts: integerOption(options, 'attempts', { min: 1, default: undefined }),
    model: options.get('model')?.[0],
    host,
    port: integerOption(options, 'port', { min: 0, max: 65_535, default: 8080 }),
    token,
    allowedHosts: (options.get('allow-host') ?? []).map(hostName),
  };
}

/** The message never has the token. */
function tokenOf(options: OptionValues, env: NodeJS.ProcessEnv): string | undefined {
  const given = options.get('token')?.[0];
  const variable = env[tokenVariable];
  const token = given ?? (variable === '' ? undefined : variable);
  if (token === undefined) return undefined;
  const where = given === undefined ? tokenVariable : '--token';
  if (token.length < shortestToken)
    throw new UsageError(
      `expected ${shortestToken} characters or more for ${where} but received ${token.length}`,
    );
  if (!/^[A-Za-z0-9._~+/=-]+$/.test(token))
    throw new UsageError(
      `expected letters, digits and . _ ~ + / = - for ${where} but received other characters`,
    );
  return token;
}

function hostName(given: string): string {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(given)) return given.toLowerCase();
  throw new UsageError(`expected a name without port and scheme for --allow-host but received ${given}`);
}
