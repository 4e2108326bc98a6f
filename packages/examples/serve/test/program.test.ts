// The program as users start it, with the real model on the embedded runtime.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runChild } from '../../../../test/support/run-child.js';
import { readSamples, type Sample } from '../src/load/samples.js';
import { mismatch, type ServerCounts } from '../src/load/server-counts.js';

// Each case starts processes, which other work on the machine may slow down.
jest.setTimeout(120_000);
const dist = (file: string) => new URL(`../dist/${file}`, import.meta.url);
const program = dist('main.js').pathname;
const loadProgram = dist('load/main.js').pathname;

interface Server {
  url: string;
  end(): Promise<{ code: number | null; printed: string }>;
}
const startServer: (args?: readonly string[]) => Promise<Server> = async (args) =>
  (await import(dist('load/server-process.js').href)).startServer(args);

describe('the server', () => {
  let server: Server;
  let samples: Sample[];
  beforeAll(async () => {
    samples = await readSamples();
    server = await startServer(['--top', '2']);
  });
  const send = ({ body, mediaType }: Sample) =>
    fetch(server.url, { method: 'POST', body, headers: { 'content-type': mediaType } });

  it('should get all sample pictures right, whichever their format', async () => {
    const answers = await Promise.all(
      samples.map(async (sample) => (await send(sample)).json() as Promise<{ labels: { label: string }[] }>),
    );
    expect(answers.map(({ labels }) => labels[0]?.label)).toEqual(samples.map(({ label }) => label));
    expect(answers).toHaveLength(20);
    for (const answer of answers) {
      expect(answer).toEqual({
        labels: Array(2).fill({ label: expect.any(String), probability: expect.any(Number) }),
        timing: expect.objectContaining({ decode: expect.any(Number), compute: expect.any(Number) }),
      });
    }
  });

  it('should have metrics of queue, latency and outcomes', async () => {
    const response = await fetch(new URL('/metrics', server.url));
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    for (const line of [
      'ascend_rx_inputs_total 20',
      'ascend_rx_outcomes_total{outcome="delivered"} 20',
      'ascend_rx_outcomes_total{outcome="cancelled"} 0',
      'ascend_rx_queue_depth 0',
      'ascend_rx_in_flight 0',
      'ascend_rx_executions_total 20',
      'serve_requests_total{status="200"} 20',
      'serve_request_duration_seconds_count 20',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    for (const part of [
      'decode',
      'queue',
      'prepare',
      'copyIn',
      'compute',
      'copyOut',
      'callbackWait',
      'total',
    ])
      expect(text).toContain(`\nascend_rx_latency_seconds_count{part="${part}"} 20\n`);
  });

  it('should say in one line that its port is in use', async () => {
    const { port } = new URL(server.url);
    const { code, stdout, stderr } = await runChild([program, '--port', port]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `ascend-rx-serve: port ${port} of 127.0.0.1 is in use: choose another one with --port\n`,
    });
  });

  it('should end cleanly on SIGTERM', async () => {
    const { code, printed } = await server.end();
    expect(code).toBe(0);
    expect(printed).toMatch(/^shapes\.onnx on .*: http:\S+\/classify$/m);
    expect(printed).toMatch(/^SIGTERM: finishing the requests in progress$/m);
    expect(printed).toMatch(/^closed: 20 pictures, 20 delivered, 0 failed, 0 cancelled$/m);
  });

  afterAll(async () => {
    if (server) await server.end();
  });

  it.each([
    [['--prot', '1'], 'unknown option --prot; did you mean --port?'],
    [['--port', '65536'], 'expected an integer from 0 to 65535 for --port but received 65536'],
    [['8080'], 'unexpected argument 8080'],
  ])('should say in one line what is wrong: %j', async (args, message) => {
    const { code, stdout, stderr } = await runChild([program, ...args]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `ascend-rx-serve: ${message}\n`,
    });
  });
});

describe('the load test', () => {
  it('should find every answer right, and no picture lost', async () => {
    const { code, stdout, stderr } = await runChild([loadProgram, '--amount', '200', '--connections', '16']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^requests +200 over 16 connections in [\d.]+ s$/m);
    expect(stdout).toMatch(/^requests per second +\d+$/m);
    expect(stdout).toMatch(/^latency +p50 [\d.]+ ms, p99 [\d.]+ ms$/m);
    expect(stdout).toMatch(/^answers +200 right, 0 wrong, 0 refused \(503\), 0 failed$/m);
    expect(stdout).toMatch(/^ledger +220 submitted, 220 delivered, 0 dropped, 0 failed, 0 cancelled, /m);
    expect(stdout).toMatch(/^ +no picture is lost$/m);
  });

  it('should notice a picture that was lost', () => {
    const none: ServerCounts = {
      submitted: 0,
      delivered: 0,
      dropped: 0,
      failed: 0,
      cancelled: 0,
      waiting: 0,
      inFlight: 0,
    };
    const all = { ...none, submitted: 10, delivered: 10 };
    expect(mismatch(none, all, 10)).toBeUndefined();
    expect(mismatch(none, all, 9)).toBe('10 pictures were delivered, but 9 answers have come');
    expect(mismatch(none, { ...all, delivered: 9 }, 9)).toMatch('10 pictures were submitted, but');
    expect(mismatch(none, { ...all, delivered: 9, inFlight: 1 }, 9)).toMatch('but every answer has come');
  });
});
