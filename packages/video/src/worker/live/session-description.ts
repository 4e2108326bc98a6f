// What an RTSP server says of its video (SDP, RFC 8866).
import { VideoError } from '../../errors/video-error.js';

export interface VideoDescription {
  readonly codec: 'h264' | 'h265';
  readonly payloadType: number;
  /** Ticks of RTP timestamps per second. */
  readonly clockRate: number;
  /** Parameter sets, each as one NAL unit. */
  readonly parameterSets: readonly Buffer[];
  /** Where the video is set up. */
  readonly control: string;
}

/**
 * Finds the first video that can be depacketized.
 *
 * @param base the address that relative ones are relative to
 */
export function describeVideo(sdp: string, base: string): VideoDescription {
  const [head = '', ...media] = sdp.split(/^(?=m=)/m);
  const names: string[] = [];
  for (const section of media) {
    if (!section.startsWith('m=video')) continue;
    const maps = section.matchAll(/^a=rtpmap:(\d+) ([\w.-]+)\/(\d+)/gm);
    for (const [, type = '', name = '', clock = ''] of maps) {
      names.push(name);
      const codec = { H264: 'h264', H265: 'h265' }[name.toUpperCase()] as 'h264' | 'h265' | undefined;
      if (codec === undefined) continue;
      const parameters = new RegExp(`^a=fmtp:${type}\\s+(.*)$`, 'm').exec(section)?.[1] ?? '';
      if (/(?:^|[;\s])(?:packetization-mode=2|sprop-max-don-diff=[1-9])/.test(parameters)) {
        names[names.length - 1] = `${name} with interleaved units`;
        continue;
      }
      return {
        codec,
        payloadType: Number(type),
        clockRate: Number(clock) > 0 && Number(clock) < 2 ** 31 ? Number(clock) : 90_000,
        parameterSets: parameterSets(parameters),
        control: resolve(controlOf(section) ?? controlOf(head) ?? '*', base),
      };
    }
  }
  const found = names.length === 0 ? 'no video' : names.join(', ');
  throw new VideoError(
    'ERR_VIDEO_INPUT',
    `Expected H264 or H265 from the RTSP server but it offers ${found}. Other videos need the ffmpeg program: decoder: 'ffmpeg'.`,
  );
}

/** The address for PLAY and TEARDOWN: of all media together. */
export function aggregateControl(sdp: string, base: string): string {
  return resolve(controlOf(sdp.split(/^m=/m)[0] ?? '') ?? '*', base);
}

const controlOf = (section: string) => /^a=control:(.*)$/m.exec(section)?.[1]?.trim();

function resolve(control: string, base: string): string {
  if (control === '*' || control === '') return base;
  if (/^rtsps?:/i.test(control)) return control;
  if (control.startsWith('/') && URL.canParse(base)) return new URL(control, base).href;
  return base.endsWith('/') ? base + control : `${base}/${control}`;
}

function parameterSets(parameters: string): Buffer[] {
  const value = (name: string) => new RegExp(`(?:^|[;\\s])${name}=([^;\\s]+)`).exec(parameters)?.[1];
  const lists = ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps'].map(value);
  return lists
    .filter((list) => list !== undefined)
    .flatMap((list) => list.split(','))
    .map((set) => Buffer.from(set, 'base64'))
    .filter((set) => set.length > 0);
}
