import type { Command } from '../command/command.js';
import { diagnose } from './doctor/diagnose.js';
import { diagnosisText } from './doctor/diagnosis-text.js';

/** `ascend-rx doctor MODEL`: what would be loaded, by which library, and what is missing or does not fit. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check a model: what loads it, what is missing, and whether an .om file and its ONNX file agree',
  positionals: ['MODEL'],
  options: {
    twin: {
      value: 'FILE',
      help: 'the ONNX file that an .om file was compiled from (default: beside it, .onnx in the place of .om)',
    },
    json: {
      help:
        'print one JSON object: model, kind (offline, onnx, unknown), library, loaded, twin, offlineModel, loadedModel,\n' +
        'differences, problems, ok',
    },
  },
  notes:
    'Where there is no NPU, an .om file cannot run: the embedded runtime runs the ONNX file that it was compiled from,\n' +
    'if inputs, outputs and gears of both are the same. The exit code is 1 if something differs or is missing.',

  async run([file = ''], options) {
    const diagnosis = await diagnose(file, options.get('twin')?.[0]);
    console.log(options.has('json') ? JSON.stringify(diagnosis) : diagnosisText(diagnosis));
    return diagnosis.ok ? 0 : 1;
  },
};
