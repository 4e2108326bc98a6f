import type { CameraState, FrameHeader, Hello, Stats } from '../src/protocol.js';
import { drawPicture } from './draw-picture.js';
import { element, setText } from './elements.js';
import { formatCount, formatDuration, formatNames, formatNumber } from './format.js';
import type { ReceivedFrame } from './messages.js';
import { NewestPicture } from './newest-picture.js';

const stateNames: Readonly<Record<CameraState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Lost',
  ended: 'Ended',
};

/** One camera: its picture with boxes, its state, its figures. */
export class CameraTile {
  readonly root: HTMLElement;
  readonly label: string;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #state = element('span');
  readonly #title = element('strong');
  readonly #reason = element('span');
  readonly #since = element('span', { class: 'since' });
  readonly #seen = element('p', { class: 'seen' });
  readonly #facts = {
    rate: element('dd'),
    age: element('dd'),
    inferred: element('dd'),
    dropped: element('dd'),
  };
  readonly #resized: ResizeObserver;
  readonly #pictures: NewestPicture<Offered, ImageBitmap>;
  #drawn: { readonly picture: ImageBitmap; readonly header: FrameHeader; readonly at: number } | undefined;
  #unreadable = '';

  constructor(camera: Hello['cameras'][number], position: number) {
    this.label = camera.label;
    const id = `camera-${position}`;
    this.#canvas = element('canvas', {
      attributes: { role: 'img', 'aria-label': `Picture of ${camera.label}` },
    });
    const context = this.#canvas.getContext('2d');
    if (context === null) throw new Error('This browser cannot draw on a canvas. Use a current browser.');
    this.#context = context;
    const mark = element('span', { class: 'mark', attributes: { 'aria-hidden': 'true' } });
    const veil = element('div', { class: 'veil' }, mark.cloneNode(), this.#title, this.#reason, this.#since);
    const badges = [
      element('span', { class: 'badge paused', text: 'Paused' }),
      element('span', { class: 'badge offline', text: 'Not connected' }),
    ];
    this.root = element(
      'article',
      { class: 'tile', attributes: { 'aria-labelledby': id } },
      element(
        'header',
        {},
        element('h2', { text: camera.label, attributes: { id, title: camera.label } }),
        element('p', { class: 'state', attributes: { role: 'status' } }, mark, this.#state),
      ),
      element('div', { class: 'stage' }, this.#canvas, veil, ...badges),
      element('footer', {}, this.#list(), this.#seen),
    );
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(this.#canvas);
    this.#pictures = new NewestPicture({
      decode: ({ frame: { jpeg } }) => createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })),
      draw: (picture, { frame, at }) => this.#show(picture, frame.header, at),
      discard: (picture) => picture.close(),
      failed: () => {
        this.#unreadable = 'The newest picture cannot be read.';
      },
      nextDrawing: () => new Promise((resolve) => requestAnimationFrame(() => resolve())),
    });
    this.setState(camera.state, camera.reason);
  }

  setState(state: CameraState, reason = ''): void {
    this.root.dataset.state = state;
    setText(this.#state, stateNames[state]);
    setText(this.#title, stateNames[state]);
    setText(this.#reason, reason);
    this.tick();
  }

  offer(frame: ReceivedFrame): void {
    this.#pictures.offer({ frame, at: performance.now() });
  }

  showStats({ framesPerSecond, inferred, dropped }: Stats['cameras'][number]): void {
    setText(this.#facts.rate, formatNumber(framesPerSecond));
    setText(this.#facts.inferred, formatCount(inferred));
    setText(this.#facts.dropped, formatCount(dropped));
  }

  /** Shows what changes with time alone. To be called once a second. */
  tick(): void {
    const names = this.#drawn?.header.objects.map(({ name }) => name);
    setText(this.#seen, this.#unreadable || (names && (formatNames(names) || 'nothing found')) || '');
    if (this.#drawn === undefined) return;
    const { header, at } = this.#drawn;
    const age = formatDuration(header.age + performance.now() - at);
    setText(this.#facts.age, age);
    setText(this.#since, `Last picture ${age} ago`);
  }

  close(): void {
    this.#pictures.close();
    this.#resized.disconnect();
    this.#drawn?.picture.close();
    this.#drawn = undefined;
    this.root.remove();
  }

  #list(): HTMLElement {
    const { rate, age, inferred, dropped } = this.#facts;
    const names = { 'Frames/s': rate, Age: age, Inferred: inferred, Dropped: dropped };
    const rows = Object.entries(names).map(([name, value]) => {
      value.textContent = '–';
      return element('div', {}, element('dt', { text: name }), value);
    });
    return element('dl', {}, ...rows);
  }

  #show(picture: ImageBitmap, header: FrameHeader, at: number): void {
    this.#drawn?.picture.close();
    this.#drawn = { picture, header, at };
    this.#unreadable = '';
    this.#draw();
  }

  /** Gives the canvas the pixels of the screen that it covers. */
  #resize(): void {
    const ratio = window.devicePixelRatio;
    const { width, height } = this.#canvas.getBoundingClientRect();
    const [across, down] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.#canvas.width === across && this.#canvas.height === down) return;
    this.#canvas.width = across;
    this.#canvas.height = down;
    this.#draw();
  }

  #draw(): void {
    if (this.#drawn === undefined) return;
    drawPicture(this.#context, this.#drawn.picture, this.#drawn.header, window.devicePixelRatio);
  }
}

interface Offered {
  readonly frame: ReceivedFrame;
  /** When it came, on the clock of `performance.now()`. */
  readonly at: number;
}
