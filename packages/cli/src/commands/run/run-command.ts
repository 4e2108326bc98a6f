import { infer, type Model } from '@ascend-rx/core';
import { type Device, openDevice } from '@ascend-rx/native';
import { lastValueFrom, takeUntil, tap } from 'rxjs';
import type { Command } from '../../command/command.js';
import { exitCodeOf, type Interruption, interruption$, ProgressBar } from '../../terminal/index.js';
import { inputSamples } from './input-samples.js';
import { OutputFolder } from './output-folder.js';
import { PacedRange } from './paced-range.js';
import { printReport } from './run-report.js';
import { type RunSettings, runOptions, runSettings } from './run-settings.js';
import { sizedInputs } from './sized-inputs.js';

/** How long an interrupted run waits until the device is closed, in ms. */
const closeTimeout = 500;

/** `ascend-rx run MODEL`: asynchronous inference with callbacks, without writing a program. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run a model many times, asynchronously, and measure it',
  positionals: ['MODEL'],
  options: runOptions,
  notes:
    'Random values lie from 0 to 1 for floating-point inputs and from 0 to 99 for integers.\n' +
    'Ctrl-C ends a run early: the ledger says what became of every inference, and `callbacks` counts all\n' +
    'callbacks that were launched, also those of inferences that were cancelled.',

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
      // The process does not wait for the device: the inferences in flight may take many seconds.
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
  const inputs = inputSamples(sizedInputs(model, settings.dims), settings.inputs, seed);
  const folder = settings.output === undefined ? undefined : new OutputFolder(settings.output);
  const bar = new ProgressBar(executeTimes);
  // For each inference in flight, one more input waits, so that no slot is free while there is work.
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

/** Closes the device, and resolves at the latest after the timeout. */
async function closeSoon(device: Device): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeout);
  });
  await Promise.race([device.close(), timeout]);
  clearTimeout(timer);
}
