// What users can import, by name: a change of it is a change of this file, to be seen in review.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import * as video from '../src/index.js';

const values = [
  ...['Annotator', 'LineCounter', 'Tracker', 'VideoError', 'VideoWriter', 'ZoneCounter'],
  ...['annotate', 'boxToFrame', 'crop', 'decodeDFine', 'decodeRfDetr', 'decodeRtDetr'],
  ...['decodeYolo', 'detectFrames', 'fromImages', 'fromVideo', 'imageContractOf'],
  ...['inferFrames', 'inferFramesFrom', 'jsonLines', 'letterbox', 'loadYolo', 'mapFrames'],
  ...['mjpegEndpoint', 'nonMaxSuppression', 'pointToFrame', 'setVideoLimits', 'softmax'],
  ...['startFfmpegHelper', 'stretch', 'toVideo', 'topK', 'trackDetections', 'videoUsage'],
];
const types = [
  ...['Anchor', 'AnnotateOptions', 'AnnotateValueOptions', 'Annotations', 'Box'],
  ...['ClassNames', 'ColorRange', 'ColorSpace', 'CorruptFrames', 'CropOptions', 'Crossing'],
  ...['DecodableResult', 'Decode', 'DecodeOptions', 'DetectConfig', 'DetectFramesConfig'],
  ...['DetectFramesConfigWithFrame', 'Detected', 'Detection', 'DetectionMask'],
  ...['DetectionResult', 'DetectorModel', 'Direction', 'Frame', 'FrameImage'],
  ...['FrameSource', 'Geometry', 'ImageContract', 'ImageInput', 'ImageModel'],
  ...['ImageOptions', 'ImageSourceOptions', 'InferFramesConfig'],
  ...['InferFramesConfigWithFrame', 'JsonLinesOptions', 'Keypoint', 'LetterboxOptions'],
  ...['LetterboxPlacement', 'LineCounterOptions', 'LoadYoloOptions', 'MapFramesContext'],
  ...['MapFramesOptions', 'MjpegEndpoint', 'MjpegEndpointOptions', 'OrientedBox'],
  ...['OutputInfo', 'PixelFormat', 'Point', 'PrepareImage', 'PrepareImageOptions'],
  ...['Ranked', 'Reconnect', 'SinkPicture', 'SourceState', 'SourceStats', 'StretchOptions'],
  ...['SuppressionOptions', 'ToVideoOptions', 'Track', 'TrackOptions', 'TrackerOptions'],
  ...['VideoErrorCode', 'VideoLimits', 'VideoOptions', 'VideoUsage', 'VideoWriterOptions'],
  ...['WithDetections', 'Yolo', 'YoloDevice', 'YoloHeadKind', 'YoloOptions', 'YoloTask'],
  ...['ZoneCounterOptions', 'ZoneEvent'],
];

it('exports these values and types', () => {
  expect(Object.keys(video).sort()).toEqual(values);
  const index = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');
  const exported = [...index.matchAll(/^export type \{([^}]*)\} from '.*';$/gm)].flatMap(([, names = '']) =>
    names.match(/\w+/g),
  );
  expect(exported.sort()).toEqual(types);
});

it('has one entry point', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(Object.keys(exports)).toEqual(['.']);
});

it('leaves node-av and sharp to the user', () => {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { dependencies, optionalDependencies = {}, peerDependenciesMeta } = JSON.parse(file);
  expect(Object.keys({ ...dependencies, ...optionalDependencies }).sort()).toEqual([
    '@ascend-rx/core',
    '@ascend-rx/native',
    'yaml',
  ]);
  expect(peerDependenciesMeta).toEqual({ 'node-av': { optional: true }, sharp: { optional: true } });
});
