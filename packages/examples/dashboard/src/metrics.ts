import type { Model } from '@ascend-rx/core';
import { ModelMetrics } from '@ascend-rx/recorder/prometheus';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Camera } from './cameras/camera.js';
import type { Stats } from './protocol.js';

export interface MetricsOptions {
  readonly model: Pick<Model, 'name' | 'stats' | 'stats$'>;
  /** For the label `model`. */
  readonly modelName: string;
  readonly cameras: readonly Camera[];
  /** Pages that are connected. */
  readonly clients: () => number;
}

/**
 * What `/metrics` gives to Prometheus: the metrics of the model, and those of each camera. Counts are read when somebody asks.
 *
 * | metric | |
 * |---|---|
 * | `dashboard_camera_frames_total{camera}` | counter: frames that have come |
 * | `dashboard_camera_inferred_frames_total{camera}` | counter: frames with a result |
 * | `dashboard_camera_dropped_frames_total{camera,cause}` | counter: frames without |
 * | `dashboard_camera_losses_total{camera}` | counter: times that it was lost |
 * | `dashboard_camera_up{camera}` | gauge: 1 if frames come, else 0 |
 * | `dashboard_clients` | gauge: pages that are connected |
 * | `dashboard_event_loop_delay_seconds{quantile}` | gauge: of the last second; 0.5 and 0.99 |
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #stop: () => void;
  readonly #delay: Gauge<'quantile'>;

  constructor({ model, modelName, cameras, clients }: MetricsOptions) {
    const registers = [this.registry];
    this.#stop = new ModelMetrics({ registry: this.registry }).add(model, modelName);
    const counter = (name: string, help: string, read: (camera: Camera) => number) =>
      new Counter<'camera'>({
        name: `dashboard_camera_${name}_total`,
        ...{ help, registers, labelNames: ['camera'] },
        collect() {
          this.reset();
          for (const camera of cameras) this.inc({ camera: camera.label }, read(camera));
        },
      });
    counter('frames', 'Frames that have come', ({ counts }) => counts.arrived);
    counter('inferred_frames', 'Frames with a result', ({ counts }) => counts.inferred);
    counter('losses', 'Times that the camera was lost', ({ counts }) => counts.losses);
    new Counter<'camera' | 'cause'>({
      name: 'dashboard_camera_dropped_frames_total',
      help: 'Frames without a result, by cause',
      registers,
      labelNames: ['camera', 'cause'],
      collect() {
        this.reset();
        for (const { label: camera, counts } of cameras)
          for (const [cause, count] of Object.entries(counts.dropped)) this.inc({ camera, cause }, count);
      },
    });
    new Gauge<'camera'>({
      name: 'dashboard_camera_up',
      help: '1 if frames come, else 0',
      registers,
      labelNames: ['camera'],
      collect() {
        for (const { label: camera, news } of cameras) this.set({ camera }, news.state === 'live' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'dashboard_clients',
      help: 'Pages that are connected',
      registers,
      collect() {
        this.set(clients());
      },
    });
    this.#delay = new Gauge<'quantile'>({
      name: 'dashboard_event_loop_delay_seconds',
      help: 'How late the event loop was in the last second',
      registers,
      labelNames: ['quantile'],
    });
  }

  /** Once a second, in ms. */
  delay({ p50, p99 }: Stats['eventLoopDelay']): void {
    this.#delay.set({ quantile: '0.5' }, p50 / 1000);
    this.#delay.set({ quantile: '0.99' }, p99 / 1000);
  }

  close(): void {
    this.#stop();
  }
}
