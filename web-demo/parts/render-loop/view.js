/** Part 1: an animation beside work for the processor, done in two ways. */
import withBacklitSource from './with-backlit.js?raw';
import onMainThreadSource from './on-main-thread.js?raw';
import kernelSource from '../../../src/kernels/mandelbrot.c?raw';
import { palette } from '../../mandelbrot.js';
import { Canvas, mayMove } from '../../page/canvas.js';
import { showCode } from '../../page/code-view.js';
import { element, onClick, setText } from '../../page/elements.js';
import { FrameTimes } from '../../page/frame-times.js';
import { onFrame } from '../../page/frames.js';
import { showStatus } from '../../page/status.js';
import { onThemeChange } from '../../page/theme.js';
import { sent } from '../tasks/payload-sizes.js';
import { drawFrameGraph } from './frame-graph.js';
import * as onMainThread from './on-main-thread.js';
import { drawWave } from './wave.js';
import * as withBacklit from './with-backlit.js';

const WINDOW = 4000; // milliseconds of the graph
const TEXT_INTERVAL = 250; // milliseconds
const SIZE = { width: 960, height: 720 };
const CENTER = { centerX: -0.743643886, centerY: 0.1318259042 };
const FIRST_SCALE = 3.6e-5;
const LAST_SCALE = 6e-8;
const ZOOM = 0.94; // from one picture to the next
const ITERATIONS = 2000;
const ARGUMENTS = 64; // bytes: eight numbers

const ways = { backlit: withBacklit, 'main-thread': onMainThread };
const colors = palette(ITERATIONS);

export function openRenderLoop() {
  showCode(element('render-loop-code'), {
    'with-backlit.js': withBacklitSource,
    'on-main-thread.js': onMainThreadSource,
    'mandelbrot.c': kernelSource,
  });
  const wave = new Canvas(element('wave'));
  const graph = new Canvas(element('frame-graph'));
  const picture = element('picture').getContext('2d', { alpha: false });
  const times = new FrameTimes(WINDOW);
  let theme = readTheme();
  let way = ways.backlit;
  let scale = FIRST_SCALE;
  let tiles;
  let pictures = 0;
  let isRunning = false;
  let lastText = 0;

  function readTheme() {
    const read = (name) => graph.color(name);
    return {
      wave: [read('--glow-1'), read('--glow-2'), read('--glow-3')],
      graph: { usual: read('--good'), late: read('--bad'), line: read('--line') },
    };
  }

  function startPicture() {
    tiles = way.startPicture({ ...SIZE, ...CENTER, scale, maxIterations: ITERATIONS });
    for (const { task } of tiles) if (task) sent(task, { bytes: ARGUMENTS });
  }

  function drawTile({ x, y, view: { width, height } }, counts) {
    const image = picture.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) pixels[at] = colors[counts[at]];
    picture.putImageData(image, x, y);
  }

  function nextPicture() {
    tiles = undefined;
    element('picture').dataset.pictures = String(++pictures);
    if (!isRunning) return;
    if (mayMove) scale = scale * ZOOM > LAST_SCALE ? scale * ZOOM : FIRST_SCALE;
    startPicture();
  }

  function showNumbers() {
    const { rate, within, worst, late } = times.summary();
    setText(element('frame-rate'), rate.toFixed(0));
    setText(element('frame-within'), within.toFixed(1));
    setText(element('frame-worst'), worst.toFixed(0));
    setText(element('frame-late'), String(late));
  }

  onClick('render-start', () => {
    isRunning = !isRunning;
    setText(element('render-start'), isRunning ? 'Pause' : 'Zoom in');
    showStatus(element('render-status'), isRunning ? 'RUNNING' : 'IDLE');
    if (isRunning && !tiles) startPicture();
  });
  for (const name of Object.keys(ways)) {
    element(`way-${name}`).addEventListener('change', () => {
      for (const { task } of tiles ?? []) task?.cancel();
      way = ways[name];
      times.clear();
      element('render-loop').dataset.way = name;
      if (tiles) startPicture();
    });
  }
  onThemeChange(() => (theme = readTheme()));
  startPicture();

  onFrame((now) => {
    times.add(now);
    drawWave(wave, theme.wave, now);
    drawFrameGraph(graph, times, theme.graph, now, WINDOW);
    if (now - lastText > TEXT_INTERVAL) {
      lastText = now;
      showNumbers();
    }
    if (tiles && way.drawTiles(tiles, drawTile)) nextPicture();
  });
}
