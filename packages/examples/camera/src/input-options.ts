import { choiceOption, type OptionSpecs, type OptionValues } from 'ascend-rx/options';

/** How a video or a camera is read. */
export interface InputOptions {
  readonly decoder: 'auto' | 'node-av' | 'ffmpeg';
  readonly transport: 'tcp' | 'udp';
}

/** The options of every program that reads videos and cameras. */
export const inputOptions = {
  decoder: { value: 'NAME', help: 'auto (default), node-av, or ffmpeg: the program' },
  transport: { value: 'NAME', help: 'of RTSP: tcp (default) or udp' },
} as const satisfies OptionSpecs;

/** @throws UsageError for a word that is none of the choices */
export const readInputOptions = (options: OptionValues): InputOptions => ({
  decoder: choiceOption(options, 'decoder', ['auto', 'node-av', 'ffmpeg'], 'auto'),
  transport: choiceOption(options, 'transport', ['tcp', 'udp'], 'tcp'),
});
