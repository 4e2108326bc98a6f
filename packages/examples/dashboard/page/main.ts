// The page: connects to the server, and hands each message to the part that shows it.
import type { ServerMessage } from '../src/protocol.js';
import { Cameras } from './cameras.js';
import { Connection } from './connection.js';
import { ConnectionLine } from './connection-line.js';
import { Controls } from './controls.js';
import { part, setText } from './elements.js';
import { Plots } from './plots.js';
import { Problems } from './problems.js';

const problems = new Problems(part('problems', HTMLElement));
const fail = (error: unknown) => problems.show(error instanceof Error ? error.message : String(error));
const plots = await Plots.load(part('plots', HTMLElement), () =>
  problems.show('The plots cannot be drawn: uPlot could not be loaded. Reload the page.'),
);
/** What the server knows of the cameras in sight, as JSON. */
let sent = '';
const controls = new Controls((settings) => connection.send({ type: 'set', settings }));
const cameras = new Cameras(part('cameras', HTMLElement), sendWatched);
const line = new ConnectionLine(() => connection);
const connection = new Connection(new URL('/live', location.href.replace(/^http/, 'ws')).href, {
  changed(state) {
    line.show(state);
    controls.setEnabled(state.kind === 'open');
    sent = '';
  },
  message: receive,
  frame: (frame) => cameras.offer(frame),
  failed: fail,
});

connection.connect();
// What changes with time alone. In a hidden tab nobody sees it.
setInterval(() => {
  if (document.hidden) return;
  connection.check();
  line.show(connection.state);
  cameras.tick();
}, 1000);

function receive(message: ServerMessage): void {
  switch (message.type) {
    case 'hello':
      setText(part('model', HTMLElement), message.model);
      setText(part('device', HTMLElement), message.device);
      controls.setChoices(message.choices);
      showSettings(message.settings);
      cameras.show(message.cameras);
      sendWatched(cameras.watched);
      break;
    case 'stats':
      cameras.showStats(message);
      plots.add(message);
      break;
    case 'camera':
      cameras.tile(message.camera).setState(message.state, message.reason);
      break;
    case 'settings':
      showSettings(message.settings);
      break;
    case 'error':
      controls.refused();
      problems.show(message.message);
      break;
  }
}

function showSettings(settings: Parameters<typeof controls.show>[0]): void {
  controls.show(settings);
  document.body.dataset.paused = String(settings.paused);
}

function sendWatched(watched: readonly number[]): void {
  const text = JSON.stringify(watched);
  if (text !== sent && connection.send({ type: 'watch', cameras: watched })) sent = text;
}
