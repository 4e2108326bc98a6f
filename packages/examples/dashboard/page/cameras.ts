import type { Hello, Stats } from '../src/protocol.js';
import { CameraTile } from './camera-tile.js';
import type { ReceivedFrame } from './messages.js';
import { Watched } from './watched.js';

/** All cameras, side by side. */
export class Cameras {
  readonly #watched: Watched;
  #tiles: readonly CameraTile[] = [];

  /** @param watchedChanged other cameras are in sight now */
  constructor(
    private readonly root: HTMLElement,
    watchedChanged: (cameras: readonly number[]) => void,
  ) {
    this.#watched = new Watched(() => watchedChanged(this.#watched.cameras));
  }

  get watched(): readonly number[] {
    return this.#watched.cameras;
  }

  /** The cameras that the server has. Pictures stay where the cameras are the same as before. */
  show(cameras: Hello['cameras']): void {
    const labels = this.#tiles.map(({ label }) => label);
    const same =
      cameras.length === labels.length && cameras.every(({ label }, index) => label === labels[index]);
    if (same) {
      cameras.forEach(({ state, reason }, index) => {
        this.#tiles[index]?.setState(state, reason);
      });
      return;
    }
    for (const tile of this.#tiles) tile.close();
    this.#tiles = cameras.map((camera, index) => new CameraTile(camera, index));
    const elements = this.#tiles.map((tile) => tile.root);
    this.root.replaceChildren(...elements);
    this.root.dataset.count = String(elements.length);
    this.#watched.observe(elements);
  }

  /** @throws RangeError for a camera that is not there */
  tile(camera: number): CameraTile {
    const tile = this.#tiles[camera];
    if (tile === undefined)
      throw new RangeError(`The server spoke of camera ${camera}, and there are ${this.#tiles.length}.`);
    return tile;
  }

  offer(frame: ReceivedFrame): void {
    this.tile(frame.header.camera).offer(frame);
  }

  showStats(stats: Stats): void {
    this.#tiles.forEach((tile, index) => {
      const figures = stats.cameras[index];
      if (figures !== undefined) tile.showStats(figures);
    });
  }

  tick(): void {
    for (const tile of this.#tiles) tile.tick();
  }
}
