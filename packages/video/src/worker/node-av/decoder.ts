// Decodes packets with node-av, in the worker's thread and synchronously, and writes the pictures to the slots.
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter, OpenSlot } from '../../frames/frame-writer.js';
import type { DecodeJob } from '../decode-job.js';
import { maxPixels } from '../max-pixels.js';
import { tooManyPixels } from '../too-many-pixels.js';
import { constant } from './load-node-av.js';
import type { AvCodecContext, AvCodecParameters, AvFrame, AvPacket, AvRational, NodeAv } from './node-av.js';
import { PictureCopier } from './picture-copier.js';
import { type PictureSize, pictureSize } from './picture-size.js';

export interface DecoderInput {
  readonly codecId: number;
  /** Codec parameters of a demuxer, if there is one. */
  readonly parameters?: AvCodecParameters;
  readonly extraData?: Buffer | undefined;
  /** Of the packets' pts. */
  readonly timeBase: AvRational;
  /** Seconds that are added to each pts. */
  readonly offset: number;
}

export class Decoder {
  readonly #context: AvCodecContext;
  readonly #frame: AvFrame;
  readonly #copier: PictureCopier;
  readonly #again: number;
  readonly #eof: number;
  readonly #corruptFlag: number;
  /** Pictures that were decoded. */
  decoded = 0;
  /** Whether what was lost on the way makes the next pictures corrupt, whatever the decoder says. */
  damaged = false;
  /** What the decoder has said since the last picture; 0: nothing. */
  #lastError = 0;

  constructor(
    private readonly av: NodeAv,
    private readonly input: DecoderInput,
    private readonly job: DecodeJob,
    private readonly writer: FrameWriter,
  ) {
    const { lib } = av;
    const codec = lib.Codec.findDecoder(input.codecId);
    if (codec === null) throw new VideoError('ERR_VIDEO_OPEN', 'node-av has no decoder for this video.');
    this.#context = new lib.CodecContext();
    this.#context.allocContext3(codec);
    if (input.parameters !== undefined) this.#check(this.#context.parametersToContext(input.parameters));
    if (input.extraData !== undefined) this.#context.extraData = input.extraData;
    // More than one thread would hold frames of a live source back.
    this.#context.threadCount = job.live ? 1 : job.threads;
    this.#context.pktTimebase = new lib.Rational(input.timeBase.num, input.timeBase.den);
    this.#context.flags |= constant(av, 'AV_CODEC_FLAG_OUTPUT_CORRUPT');
    if (job.live) this.#context.flags |= constant(av, 'AV_CODEC_FLAG_LOW_DELAY');
    // Not by a Dictionary of open2Sync: node-av 6.1.1 frees one twice whose options were used.
    this.#check(this.#context.setOption('max_pixels', maxPixels(job.maxFrameBytes)));
    const opened = this.#context.open2Sync(codec, null);
    if (opened < 0) this.#assertSize(input.parameters);
    this.#check(opened);
    this.#frame = new lib.Frame();
    this.#frame.alloc();
    this.#copier = new PictureCopier(av);
    this.#again = constant(av, 'AVERROR_EAGAIN');
    this.#eof = constant(av, 'AVERROR_EOF');
    this.#corruptFlag = constant(av, 'AV_FRAME_FLAG_CORRUPT');
  }

  /**
   * Decodes a packet, or with null what is left. Returns false if the source wants the worker to end. Throws ERR_VIDEO_LIMIT for
   * a picture that is too large.
   */
  decode(packet: AvPacket | null): boolean {
    const sent = this.#context.sendPacketSync(packet);
    // A packet that is refused is damaged: the next one may be sound.
    if (sent < 0 && sent !== this.#again && sent !== this.#eof) this.#refused(sent, packet);
    for (;;) {
      const received = this.#context.receiveFrameSync(this.#frame);
      if (received === this.#again || received === this.#eof) return !this.job.control.stopped;
      if (received < 0) {
        this.#refused(received, packet);
        return !this.job.control.stopped;
      }
      this.decoded += 1;
      this.#lastError = 0;
      const goOn = this.#emit(this.#frame);
      this.#frame.unref();
      if (!goOn) return false;
    }
  }

  /** Throws ERR_VIDEO_DECODE if nothing at all could be decoded; called at the end of the input. */
  assertDecoded(): void {
    if (this.decoded > 0) return;
    const reason = this.#lastError < 0 ? this.#lastMessage() : 'it has no picture';
    throw new VideoError('ERR_VIDEO_DECODE', `Nothing could be decoded: ${reason}.`);
  }

  close(): void {
    if (this.#lastError < 0) this.job.trouble = `The decoder says: ${this.#lastMessage()}.`;
    this.#copier.close();
    this.#frame.free();
    this.#context.freeContext();
  }

  #lastMessage(): string {
    return new this.av.lib.FFmpegError(this.#lastError).message;
  }

  #refused(code: number, packet: AvPacket | null): void {
    this.#lastError = code;
    // What has lost a part on the way may say any size.
    if (this.damaged) return;
    const { width, height } = this.#context;
    this.#assertSize(width > 0 ? { width, height } : pictureSize(packet?.data ?? Buffer.alloc(0)));
  }

  /** Called after an error, since FFmpeg has several codes for a picture that is too large, and none for that alone. */
  #assertSize(size: PictureSize | undefined): void {
    if (size === undefined) return;
    const { maxFrameBytes } = this.job;
    // FFmpeg counts the rows as it would allocate them.
    if (rowStep * Math.ceil(size.width / rowStep) * size.height > maxPixels(maxFrameBytes))
      throw tooManyPixels(size.width, size.height, maxFrameBytes);
  }

  #emit(decoded: AvFrame): boolean {
    const damaged =
      this.damaged || decoded.decodeErrorFlags !== 0 || (decoded.flags & this.#corruptFlag) !== 0;
    if (damaged && this.job.corrupt === 'drop') {
      this.job.control.countCorruptDropped();
      return true;
    }
    const readable = this.#copier.describe(decoded);
    const slot: OpenSlot | undefined = this.job.live
      ? this.writer.open(readable.bytes)
      : this.writer.openOrWait(readable.bytes);
    if (slot === undefined) return !this.job.control.stopped;
    this.#copier.copy(readable, slot.bytes);
    const time = decoded.bestEffortTimestamp;
    const { num, den } = this.input.timeBase;
    const pts = time === noPts ? Number.NaN : (Number(time) * num) / den + this.input.offset;
    this.writer.publish(slot.slot, {
      ...readable.picture,
      pts,
      corrupt: damaged && this.job.corrupt === 'mark',
    });
    return true;
  }

  #check(result: number): void {
    if (result < 0) throw new VideoError('ERR_VIDEO_OPEN', new this.av.lib.FFmpegError(result).message);
  }
}

/** The most pixels to whose multiple FFmpeg extends a row. */
const rowStep = 64;
/** FFmpeg's value for a time that is not known. */
const noPts = -(2n ** 63n);
