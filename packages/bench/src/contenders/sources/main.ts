// Measures sources of frames: argv[2] has SourcesSettings as JSON; prints SourcesMeasured as one line of JSON.
import { writeSync } from 'node:fs';
import { openDevice } from '@ascend-rx/native';
import { videoUsage } from '@ascend-rx/video';
import type { SourcesMeasured, SourcesSettings } from '../../protocol/sources.js';
import { chosenDecoder } from './chosen-decoder.js';
import { measureOverlap } from './measure-overlap.js';
import { openSources } from './playing-sources.js';
import { p99, readFileTimes } from './read-file-times.js';

const settings: SourcesSettings = JSON.parse(process.argv[2] ?? '');
const decoder = await chosenDecoder(settings.single);
// Before the device is opened: ffmpeg is started by a helper process that must not begin later.
const sources = openSources(settings, decoder);
const device = await openDevice({ library: 'embedded', embedded: { threads: 1 } });
const model = await device.loadModel(settings.model);

const idle = await readFileTimes(settings.roundMs);
const stalled = await sources.stalledAlone(model);
const overlap = await measureOverlap(settings, decoder, model);
const rounds = await sources.play(model);
await sources.close();
const { framesAlive: framesLeft } = videoUsage();
idle.push(...(await readFileTimes(settings.roundMs)));
await device.close();

const measured: SourcesMeasured = {
  decoder,
  rounds,
  idleReadFileP99Ms: p99(idle),
  stalledReadFileP99Ms: p99(stalled),
  maxFrames: sources.maxFrames,
  framesLeft,
  overlap,
};
writeSync(1, JSON.stringify(measured));
