// Sources

export { startFfmpegHelper } from './helper/ffmpeg-helper.js';
export { fromImages } from './images/from-images.js';
export type { ImageSourceOptions } from './images/image-source-options.js';
export type { FrameSource, SourceStats } from './source/frame-source.js';
export { fromVideo } from './source/from-video.js';
export type { SourceState } from './source/source-state.js';
export type { Reconnect, VideoOptions } from './source/video-options.js';
export type { CorruptFrames } from './worker/decode-job.js';

// Pipelines

export { inferFrames } from './infer/infer-frames.js';
export type { InferFramesConfig, InferFramesConfigWithFrame } from './infer/infer-frames-config.js';
export { inferFramesFrom } from './infer/infer-frames-from.js';
export type { MapFramesContext, MapFramesOptions } from './infer/map-frames.js';
export { mapFrames } from './infer/map-frames.js';

// Frames

export type { Frame } from './frames/frame.js';
export type { ColorRange, ColorSpace, FrameImage, PixelFormat } from './frames/frame-image.js';
export type { VideoLimits, VideoUsage } from './frames/frame-memory.js';
export { setVideoLimits, videoUsage } from './frames/video-usage.js';

// Errors

export type { VideoErrorCode } from './errors/video-error.js';
export { VideoError } from './errors/video-error.js';

// Preparing

export type { CropOptions } from './image/crop.js';
export { crop } from './image/crop.js';
export type { Box, Geometry, Point } from './image/geometry.js';
export { boxToFrame, pointToFrame } from './image/geometry.js';
export type { ImageContract, ImageInput, ImageModel, ImageOptions } from './image/image-contract.js';
export { imageContractOf } from './image/image-contract-of.js';
export type { LetterboxOptions } from './image/letterbox.js';
export { letterbox } from './image/letterbox.js';
export type { LetterboxPlacement } from './image/placements.js';
export type { PrepareImage, PrepareImageOptions } from './image/prepare-image.js';
export type { StretchOptions } from './image/stretch.js';
export { stretch } from './image/stretch.js';

// Tracks

export type { Anchor } from './tracks/anchor.js';
export type { Crossing, Direction, LineCounterOptions } from './tracks/line-counter.js';
export { LineCounter } from './tracks/line-counter.js';
export type { Detected, Track } from './tracks/track.js';
export type { TrackOptions, WithDetections } from './tracks/track-detections.js';
export { trackDetections } from './tracks/track-detections.js';
export { Tracker } from './tracks/tracker.js';
export type { TrackerOptions } from './tracks/tracker-options.js';
export type { ZoneCounterOptions, ZoneEvent } from './tracks/zone-counter.js';
export { ZoneCounter } from './tracks/zone-counter.js';

// Detections

export type { DecodableResult, Decode } from './detections/decode.js';
export { decodeDFine } from './detections/decode-d-fine.js';
export type { ClassNames, DecodeOptions } from './detections/decode-options.js';
export { decodeRfDetr } from './detections/decode-rf-detr.js';
export { decodeRtDetr } from './detections/decode-rt-detr.js';
export type { DetectorModel, YoloOptions } from './detections/decode-yolo.js';
export { decodeYolo } from './detections/decode-yolo.js';
export type {
  DetectFramesConfig,
  DetectFramesConfigWithFrame,
  DetectionResult,
} from './detections/detect-frames.js';
export { detectFrames } from './detections/detect-frames.js';
export type { Detection, DetectionMask, Keypoint, OrientedBox } from './detections/detection.js';
export type { SuppressionOptions } from './detections/non-max-suppression.js';
export { nonMaxSuppression } from './detections/non-max-suppression.js';
export { softmax } from './detections/softmax.js';
export type { OutputInfo } from './detections/tensor-rows.js';
export type { Ranked } from './detections/top-k.js';
export { topK } from './detections/top-k.js';
export type { YoloHeadKind, YoloTask } from './detections/yolo-head.js';
export type { DetectConfig, LoadYoloOptions, Yolo, YoloDevice } from './yolo/load-yolo.js';
export { loadYolo } from './yolo/load-yolo.js';

// Sinks

export type { AnnotateValueOptions } from './sinks/annotate.js';
export { annotate } from './sinks/annotate.js';
export type { AnnotateOptions } from './sinks/annotate-options.js';
export type { Annotations } from './sinks/annotator.js';
export { Annotator } from './sinks/annotator.js';
export type { JsonLinesOptions } from './sinks/json-lines.js';
export { jsonLines } from './sinks/json-lines.js';
export type { MjpegEndpoint, MjpegEndpointOptions } from './sinks/mjpeg-endpoint.js';
export { mjpegEndpoint } from './sinks/mjpeg-endpoint.js';
export type { SinkPicture } from './sinks/picture.js';
export type { ToVideoOptions } from './sinks/to-video.js';
export { toVideo } from './sinks/to-video.js';
export { VideoWriter } from './sinks/video-writer.js';
export type { VideoWriterOptions } from './sinks/video-writer-options.js';
