// Reads the pictures that an ffmpeg program writes. The program is a child of the helper process and writes to sockets of
// this thread, so that no byte passes through the helper or the event loop of the program with the sources.
import type { Socket } from 'node:net';
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter, OpenSlot } from '../../frames/frame-writer.js';
import { layOut } from '../../frames/picture.js';
import { socketNames } from '../../helper/helper-message.js';
import { SocketFolder } from '../../helper/socket-folder.js';
import type { DecodeJob } from '../decode-job.js';
import { tooManyPixels } from '../too-many-pixels.js';
import type { WorkerPort } from '../worker-port.js';
import { type LoggedPicture, LogReader } from './log-reader.js';

/** Resolves when ffmpeg has ended well, or the source wants the worker to end. */
export async function readFromFfmpeg(job: DecodeJob, writer: FrameWriter, port: WorkerPort): Promise<void> {
  const folder = new SocketFolder();
  const reader = new PictureReader(job, writer);
  let stopListening = () => {};
  try {
    const ended = new Promise<Ended>((resolve) => {
      stopListening = port.on((message) => {
        if (message.type === 'stop') resolve({ type: 'stop' });
        else if (message.type === 'exited') resolve(message);
        else reader.resume();
      });
    });
    const sockets = Promise.all([folder.accept(socketNames.out), folder.accept(socketNames.log)]);
    const removed = sockets.then(() => folder.remove());
    removed.catch(() => {});
    const out = sockets.then(([socket]) => reader.readPictures(socket));
    const log = sockets.then(([, socket]) => reader.readLog(socket));
    const drained = Promise.all([out, log, removed]);
    drained.catch(() => {});
    port.send({ type: 'listening', path: folder.path });
    // A failure of reading ends it at once; the end of the program only after what it has written.
    const first = await Promise.race([ended, drained.then(() => ended)]);
    if (first.type === 'stop' || job.control.stopped) return;
    if (first.error !== undefined) throw new VideoError('ERR_VIDEO_DECODER', first.error);
    const wish = new Promise<'stop'>((resolve) => {
      stopListening();
      stopListening = port.on((message) => (message.type === 'stop' ? resolve('stop') : reader.resume()));
    });
    if ((await Promise.race([drained, wish])) === 'stop') return;
    reader.assertEnd(first.code, first.signal);
  } finally {
    job.trouble = reader.trouble;
    stopListening();
    folder.close();
  }
}

type Ended =
  | { readonly type: 'stop' }
  | {
      readonly type: 'exited';
      readonly code: number | null;
      readonly signal: string | null;
      readonly error?: string;
    };

/** Puts pictures together: what they are from the log, their bytes from the standard output. */
class PictureReader {
  /** An error is what ends the input when all before it has been used. */
  readonly #waiting: (LoggedPicture | VideoError)[] = [];
  readonly #log = new LogReader(
    (picture) => {
      this.#waiting.push(picture);
      this.#advance();
    },
    (width, height) => {
      this.#refusal ??= tooManyPixels(width, height, this.job.maxFrameBytes);
      // Looking at a file, ffmpeg may see a picture that is not asked for, as that of a cover.
      if (!this.job.live && !this.#log.decodes) return;
      this.#waiting.push(this.#refusal);
      this.#advance();
    },
  );
  #refusal: VideoError | undefined;
  #chunks: Buffer[] = [];
  #socket: Socket | undefined;
  /** The picture that is being read; without slot its bytes are thrown away. */
  #current:
    | { picture: LoggedPicture; slot: OpenSlot | undefined; bytes: number; read: number; discard: boolean }
    | undefined;
  #pictures = 0;
  #logEnded = false;
  #fail: (error: Error) => void = () => {};
  /** Set at the end of the program's output: to be called when all of it has been used. */
  #finish: (() => void) | undefined;

  constructor(
    private readonly job: DecodeJob,
    private readonly writer: FrameWriter,
  ) {}

  readPictures(socket: Socket): Promise<void> {
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      socket.on('data', (chunk: Buffer) => {
        this.#chunks.push(chunk);
        this.#advance();
      });
      socket.on('error', reject);
      socket.on('end', () => {
        this.#finish = resolve;
        this.#advance();
      });
    });
  }

  readLog(socket: Socket): Promise<void> {
    socket.setEncoding('utf8');
    return new Promise((resolve, reject) => {
      socket.on('data', (text: string) => this.#log.push(text));
      socket.on('error', reject);
      socket.on('end', () => {
        this.#log.end();
        this.#logEnded = true;
        this.#advance();
        resolve();
      });
    });
  }

  /** A slot has become free. */
  resume(): void {
    this.#advance();
  }

  /** What ffmpeg has said since the last picture, as a sentence. */
  get trouble(): string {
    const said = this.#log.recent.join('\n');
    return said === '' ? '' : `ffmpeg says: ${said}`;
  }

  /** After the end of the program. Throws if it has ended badly. */
  assertEnd(code: number | null, signal: string | null): void {
    const said = this.#log.messages.join('\n');
    const [next] = this.#waiting;
    if (next instanceof VideoError) throw next;
    if (code === 0 && this.#pictures > 0 && this.#current === undefined) return;
    if (signal !== null)
      throw new VideoError('ERR_VIDEO_DECODE', `The ffmpeg program was ended by ${signal}.`);
    if (/\b401 Unauthorized|\b403 Forbidden/.test(said))
      throw new VideoError('ERR_VIDEO_CREDENTIALS', `The server refuses access. ffmpeg says: ${said}`);
    if (this.#pictures === 0 && this.#refusal !== undefined) throw this.#refusal;
    if (this.job.input.kind === 'http' && /Format not on whitelist/.test(said))
      throw new VideoError(
        'ERR_VIDEO_INPUT',
        `The server sends a format that is refused. ffmpeg says: ${said}`,
      );
    if (this.#pictures === 0)
      throw new VideoError('ERR_VIDEO_OPEN', `ffmpeg has found no picture. It says: ${said}`);
    throw new VideoError('ERR_VIDEO_DECODE', `ffmpeg has ended with ${code}. It says: ${said}`);
  }

  #advance(): void {
    try {
      while (!this.job.control.stopped && this.#step());
      const isWaiting = this.#waiting.length > 0 || !this.#logEnded;
      if (this.#chunks.length === 0 || !isWaiting) this.#finish?.();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Does the next thing that can be done; false if there is none. */
  #step(): boolean {
    if (this.#current === undefined) {
      const picture = this.#waiting[0];
      if (picture instanceof VideoError) throw picture;
      if (picture === undefined || this.#chunks.length === 0) return this.#flow(this.#chunks.length === 0);
      if (picture.pixelFormat === undefined || picture.width < 1 || picture.height < 1)
        throw new VideoError('ERR_VIDEO_DECODE', 'ffmpeg gives pictures of a kind that was not asked for.');
      const { bytes } = layOut(picture.pixelFormat, picture.width, picture.height);
      const discard = picture.corrupt && this.job.corrupt === 'drop';
      const slot = discard ? undefined : this.#open(bytes);
      if (slot === undefined && !discard && !this.job.live) return this.#flow(false);
      if (discard) this.job.control.countCorruptDropped();
      this.#waiting.shift();
      this.#current = { picture, slot, bytes, read: 0, discard };
    }
    this.#flow(true);
    const { picture, slot, bytes, read } = this.#current;
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return false;
    const used = chunk.subarray(0, bytes - read);
    slot?.bytes.set(used, read);
    this.#current.read += used.length;
    if (used.length < chunk.length) this.#chunks.unshift(chunk.subarray(used.length));
    if (this.#current.read === bytes) {
      this.#current = undefined;
      this.#pictures += 1;
      if (slot !== undefined) this.#publish(slot.slot, picture);
    }
    return true;
  }

  #open(bytes: number): OpenSlot | undefined {
    const { control, live } = this.job;
    if (live) return this.writer.open(bytes);
    // Asked for before the last look, so that no release in between is missed.
    control.wantsMessage = true;
    const slot = this.writer.open(bytes);
    if (slot !== undefined) control.wantsMessage = false;
    return slot;
  }

  #publish(slot: number, picture: LoggedPicture): void {
    const { strides, offsets } = layOut(picture.pixelFormat, picture.width, picture.height);
    const corrupt = picture.corrupt && this.job.corrupt === 'mark';
    this.writer.publish(slot, { ...picture, strides, offsets, corrupt });
  }

  /** Lets the program write, or makes it wait; returns false. */
  #flow(more: boolean): false {
    if (more) this.#socket?.resume();
    else this.#socket?.pause();
    return false;
  }
}
