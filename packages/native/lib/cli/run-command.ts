import { infer, type Model } from '@ascend-rx/core';
import { lastValueFrom, takeUntil, tap } from 'rxjs';
import type { Device } from '../device.js';
import { openDevice } from '../open-device.js';
import type { Command } from './command.js';
import { inputSamples } from './input-samples.js';
import { exitCodeOf, type Interruption, interruption$ } from './interruption.js';
import { OutputFolder } from './output-folder.js';
import { PacedRange } from './paced-range.js';
import { ProgressBar } from './progress-bar.js';
import { printReport } from './run-report.js';
import { type RunSettings, runOptions, runSettings } from './run-settings.js';

/** How long an interrupted run waits for what the device has begun, in ms. */
const patience = 500;

/** `ascend-rx run MODEL`: the recipe of asynchronous inference with callbacks, as a tool. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run a model many times, asynchronously, and measure it',
  positionals: ['MODEL'],
  options: runOptions,
  notes:
    'Random values lie from 0 to 1 for floating-point inputs and from 0 to 99 for integers.\n' +
    'Ctrl-C ends a run early: the ledger tells what became of every inference, and `callbacks` counts those\n' +
    'launched, also for inferences that were cancelled then.',

  async run([file = ''], options) {
    const settings = runSettings(options);
    const device = await openDevice();
    try {
      const model = await device.loadModel(file, { slots: settings.maxInFlight });
      const { seconds, interruption } = await execute(model, settings);
      if (interruption) await closeSoon(device);
      const { callbacks, ledger } = model.stats();
      const inferences = ledger.delivered;
      printReport(
        {
          device: device.name,
          model: file,
          inferences,
          callbacks,
          seconds,
          inferencesPerSecond: inferences / seconds,
          ledger,
        },
        settings.json,
      );
      // Not waiting for what the device is still busy with: that may take as long as all in flight together.
      if (interruption) process.exit(exitCodeOf(interruption));
      return 0;
    } finally {
      await device.close();
    }
  },
};

async function execute(
  model: Model,
  settings: RunSettings,
): Promise<{ seconds: number; interruption: Interruption | undefined }> {
  const { executeTimes, callbackInterval, maxInFlight, seed } = settings;
  const inputs = inputSamples(model.inputs, settings.inputs, seed);
  const folder = settings.output === undefined ? undefined : new OutputFolder(settings.output);
  const bar = new ProgressBar(executeTimes);
  // As many again wait as are in flight, so that a slot never stays free while there is work.
  const range = new PacedRange(executeTimes, 2 * maxInFlight);
  let interruption: Interruption | undefined;

  const started = performance.now();
  const results$ = range.values$.pipe(
    infer(model, { inputs, callbackInterval, maxInFlight }),
    tap(({ index, outputs }) => {
      folder?.write(index, outputs);
      bar.update(index + 1);
      range.taken();
    }),
    takeUntil(interruption$.pipe(tap((signal) => (interruption = signal)))),
  );
  try {
    await lastValueFrom(results$, { defaultValue: undefined });
  } finally {
    bar.clear();
  }
  return { seconds: (performance.now() - started) / 1000, interruption };
}

/** Closes the device, but does not wait long for it. */
async function closeSoon(device: Device): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([device.close(), enough]);
  clearTimeout(timer);
}
