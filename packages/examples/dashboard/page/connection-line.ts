import type { Connection, ConnectionState } from './connection.js';
import { part, setText } from './elements.js';
import { formatDuration } from './format.js';

/** Failures in a row after which the line says what may be wrong. */
const manyFailures = 3;

/** Says whether the page is connected, and when it tries again. */
export class ConnectionLine {
  readonly #root = part('connection', HTMLElement);
  readonly #state = part('connection-state', HTMLElement);
  readonly #next = part('connection-next', HTMLElement);
  readonly #button = part('connect', HTMLButtonElement);

  constructor(private readonly connection: () => Connection) {
    this.#button.addEventListener('click', () => this.connection().connect());
  }

  /** To be called after every change, and once a second. */
  show(state: ConnectionState): void {
    document.body.dataset.connection = state.kind;
    this.#root.dataset.state = state.kind;
    this.#button.hidden = state.kind !== 'waiting';
    if (state.kind !== 'waiting') {
      setText(this.#state, state.kind === 'open' ? 'Connected' : 'Connecting');
      setText(this.#next, '');
      return;
    }
    const hint =
      state.failures < manyFailures
        ? ''
        : ' Is the server running? If it asks for a token, open the address that it has printed.';
    setText(this.#state, `Not connected.${hint}`);
    const left = Math.max(0, state.until - performance.now());
    setText(this.#next, `Next attempt in ${formatDuration(Math.ceil(left / 1000) * 1000 || 0)}`);
  }
}
