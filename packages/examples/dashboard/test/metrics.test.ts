// What Prometheus gets.
import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { Camera } from '../src/cameras/camera.js';
import { Metrics } from '../src/metrics.js';
import { FakeSource } from './support/fake-frames.js';

function start() {
  const sources = [new FakeSource('door'), new FakeSource('a "b" \\ c')];
  const cameras = sources.map((source) => new Camera(source, { loop: false }));
  const counts = { submitted: 9, waiting: 1, inFlight: 2, delivered: 3, dropped: 2, failed: 1, cancelled: 0 };
  const stats = { executions: 7, callbacks: 4, ledger: counts, pipelines: [] };
  const stats$ = new Subject<never>();
  const metrics = new Metrics({
    model: { name: 'shapes.onnx', stats: () => stats, stats$ },
    ...{ modelName: 'shapes.onnx', cameras, clients: () => 5 },
  });
  return { sources, cameras, metrics, stats$ };
}

describe('the metrics', () => {
  it('should be those of the model, of each camera, and of the server', async () => {
    const { sources, cameras, metrics } = start();
    cameras[0]?.inferred();
    cameras[0]?.dropped('overflow');
    cameras[0]?.dropped('overflow');
    cameras[1]?.dropped('paused');
    sources[0]?.state$.next({ state: 'live' });
    if (sources[0]) sources[0].stats = { frames: 3, skipped: 4, corruptDropped: 6, losses: 2 };
    metrics.delay({ p50: 1, p99: 20 });
    const text = await metrics.registry.metrics();
    for (const line of [
      'ascend_rx_inference_count{model="shapes.onnx"} 3',
      'ascend_rx_inference_in_flight_count{model="shapes.onnx"} 2',
      'dashboard_camera_frames_total{camera="door"} 0',
      'dashboard_camera_inferred_frames_total{camera="door"} 1',
      'dashboard_camera_inferred_frames_total{camera="a \\"b\\" \\\\ c"} 0',
      'dashboard_camera_dropped_frames_total{camera="door",cause="overflow"} 2',
      'dashboard_camera_dropped_frames_total{camera="door",cause="skipped"} 4',
      'dashboard_camera_dropped_frames_total{camera="door",cause="corrupt"} 6',
      'dashboard_camera_dropped_frames_total{camera="a \\"b\\" \\\\ c",cause="paused"} 1',
      'dashboard_camera_losses_total{camera="door"} 2',
      'dashboard_camera_up{camera="door"} 1',
      'dashboard_camera_up{camera="a \\"b\\" \\\\ c"} 0',
      'dashboard_clients 5',
      'dashboard_event_loop_delay_seconds{quantile="0.5"} 0.001',
      'dashboard_event_loop_delay_seconds{quantile="0.99"} 0.02',
    ])
      expect(text.split('\n')).toContain(line);
    // Counts are not added up when somebody asks again.
    expect(await metrics.registry.metrics()).toBe(text);
  });

  it('should have names and units as Prometheus wants them', async () => {
    const { metrics } = start();
    const own = (await metrics.registry.getMetricsAsJSON()).filter(({ name }) =>
      name.startsWith('dashboard_'),
    );
    expect(own).toHaveLength(7);
    for (const { name, help, type } of own) {
      expect(name).toMatch(/^dashboard(_[a-z]+)+$/);
      expect(help).toMatch(/^[A-Z0-9].*[^.]$/);
      // A count ends in _total, and nothing else does; times are in seconds.
      expect(name.endsWith('_total')).toBe(String(type) === 'counter');
      expect(name).not.toMatch(/milli|micro|_ms|_us|percent/);
    }
  });

  it('should leave the model when they are closed', () => {
    const { metrics, stats$ } = start();
    expect(stats$.observed).toBe(true);
    metrics.close();
    expect(stats$.observed).toBe(false);
  });
});
