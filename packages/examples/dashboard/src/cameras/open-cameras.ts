import { isLive } from '@ascend-rx/example-camera';
import { sceneVideo } from '@ascend-rx/example-watch';
import { fromVideo } from '@ascend-rx/video';
import type { Options } from '../options.js';
import { Camera } from './camera.js';
import { distinct, safeLabel } from './safe-label.js';

/**
 * What the inputs of the command line are. Nothing is opened yet.
 *
 * @param onGivenUp called with a line for people if one is not tried again
 */
export function openCameras(
  { inputs, loop, decoder, transport, attempts }: Options,
  onGivenUp: (line: string) => void,
): Camera[] {
  const labels = distinct(inputs.length === 0 ? ['scene'] : inputs.map(safeLabel));
  return (inputs.length === 0 ? [sceneVideo] : inputs).map((input, index) => {
    const live = isLive(input);
    const source = fromVideo(input, {
      ...{ decoder, transport, label: labels[index] as string },
      realTime: !live,
      // A camera that is joined between two key frames begins with corrupt pictures.
      corrupt: live ? 'drop' : 'mark',
      ...(attempts !== undefined && { reconnect: { attempts } }),
    });
    return new Camera(source, { loop: loop && !live, onGivenUp });
  });
}
