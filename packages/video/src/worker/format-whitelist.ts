// The containers that FFmpeg may read, for both decoders. Those that name other files or addresses are not among them (hls,
// dash, concat, sdp, image2, ffmetadata and others), so that a playlist is refused whatever its name.
export const formatWhitelist = [
  ...[
    'mov',
    'mp4',
    'm4a',
    '3gp',
    '3g2',
    'mj2',
    'matroska',
    'webm',
    'avi',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'flv',
  ],
  ...['asf', 'ogg', 'ivf', 'h264', 'hevc', 'av1', 'obu', 'm4v', 'mjpeg', 'gif', 'apng', 'nut'],
  ...['yuv4mpegpipe', 'jpeg_pipe', 'png_pipe', 'bmp_pipe', 'webp_pipe', 'tiff_pipe', 'pgm_pipe', 'ppm_pipe'],
].join(',');
