// The options of a video source, checked and completed.
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { assertNumber, assertOneOf } from '../util/assertions.js';
import type { CorruptFrames, JobInput } from '../worker/decode-job.js';
import { parseInput } from './parse-input.js';
import type { Reconnect, VideoOptions } from './video-options.js';

export interface VideoSettings {
  readonly input: JobInput;
  readonly decoder: 'auto' | 'node-av' | 'ffmpeg';
  readonly ffmpeg: string;
  readonly live: boolean;
  readonly realTime: boolean;
  readonly threads: number;
  readonly maxFrames: number;
  readonly maxFrameBytes: number;
  readonly corrupt: CorruptFrames;
  readonly openTimeout: number;
  readonly stallTimeout: number;
  readonly reconnect: Required<Reconnect>;
  readonly label: string;
  readonly scheduler: SchedulerLike;
  /** What must not be in a message. */
  readonly secrets: readonly string[];
}

const known = [
  ...[
    'decoder',
    'ffmpeg',
    'live',
    'realTime',
    'transport',
    'fps',
    'threads',
    'maxFrames',
    'maxFrameBytes',
    'corrupt',
  ],
  ...['openTimeout', 'stallTimeout', 'reconnect', 'label', 'scheduler'],
];

export function videoSettings(input: string | URL, options: VideoOptions): VideoSettings {
  assertKnownOptions('fromVideo', options, known);
  assertOneOf('decoder', options.decoder, ['auto', 'node-av', 'ffmpeg']);
  assertOneOf('transport', options.transport, ['tcp', 'udp']);
  assertOneOf('corrupt', options.corrupt, ['mark', 'keep', 'drop']);
  ofType('live', options.live, 'boolean', 'true or false');
  ofType('realTime', options.realTime, 'boolean', 'true or false');
  ofType('label', options.label, 'string', 'a string');
  ofType('ffmpeg', options.ffmpeg, 'string', 'the name or the path of a program');
  if (options.ffmpeg === '') throw new TypeError(expected('the name or the path of a program', 'ffmpeg', ''));
  assertNumber('fps', options.fps, 1e-3, 1000, false);
  assertNumber('threads', options.threads, 1, 16);
  assertNumber('maxFrames', options.maxFrames, 1, 256);
  assertNumber('maxFrameBytes', options.maxFrameBytes, 1, 2 ** 31 - 1);
  assertNumber('openTimeout', options.openTimeout, 1, 2 ** 31 - 1, false);
  assertNumber('stallTimeout', options.stallTimeout, 1, 2 ** 31 - 1, false);
  const { label, secrets, ...parsed } = parseInput(input, options);
  const live = options.live ?? parsed.live;
  if (live && options.realTime === true)
    throw new TypeError(expected('false, since a live input has a rate of its own,', 'realTime', true));
  return {
    input: parsed.input,
    live,
    realTime: options.realTime ?? false,
    decoder: options.decoder ?? 'auto',
    ffmpeg: options.ffmpeg ?? 'ffmpeg',
    threads: options.threads ?? 1,
    maxFrames: options.maxFrames ?? 16,
    maxFrameBytes: options.maxFrameBytes ?? 64 * 2 ** 20,
    corrupt: options.corrupt ?? 'mark',
    openTimeout: options.openTimeout ?? 5000,
    stallTimeout: options.stallTimeout ?? 10_000,
    reconnect: reconnectOf(options.reconnect),
    label: options.label ?? label,
    scheduler: options.scheduler ?? asyncScheduler,
    secrets,
  };
}

function reconnectOf(given: Reconnect | false | undefined): Required<Reconnect> {
  if (given === false) return { delay: 0, maxDelay: 0, attempts: 0 };
  const reconnect = given ?? {};
  assertKnownOptions('reconnect', reconnect, ['delay', 'maxDelay', 'attempts']);
  assertNumber('reconnect.delay', reconnect.delay, 1, 2 ** 31 - 1, false);
  assertNumber('reconnect.maxDelay', reconnect.maxDelay, 1, 2 ** 31 - 1, false);
  if (reconnect.attempts !== Number.POSITIVE_INFINITY)
    assertNumber('reconnect.attempts', reconnect.attempts, 0, Number.MAX_SAFE_INTEGER);
  const { delay = 500, maxDelay = 30_000, attempts = Number.POSITIVE_INFINITY } = reconnect;
  return { delay, maxDelay: Math.max(delay, maxDelay), attempts };
}

function ofType(name: string, value: unknown, type: string, what: string): void {
  if (value !== undefined && typeof value !== type) throw new TypeError(expected(what, name, value));
}
