import { diagnose, kernel, options, remote, run, sharedArray, start } from '../js/index.js';
import { address, spoilt } from './data.js';
import { FrameMeter } from './frame-meter.js';
import { kernelArguments, palette, splitTiles } from './mandelbrot.js';
import { number } from './number.js';
import { emptyTable, merge, splitRecords, summarise } from './statistics.js';
import { TaskList } from './task-list.js';

const CHUNKS = 6;
const TILES = { columns: 4, rows: 4 };
const VIEW = {
  width: 1200,
  height: 800,
  centerX: -0.743643886,
  centerY: 0.1318259042,
  scale: 8e-9,
  maxIterations: 20000,
};
const COLORS = palette(VIEW.maxIterations);
const STATE_INTERVAL = 250; // milliseconds

const element = (id) => document.getElementById(id);
const jobs = remote(new URL('./flights.js', import.meta.url));
const meter = new FrameMeter(element('frames'), element('frame-times'));
const tasks = new TaskList(element('tasks'), element('task-row'));
let lastState = 0;

/** Everything the page knows of its tasks it reads here, in passing. */
function frame() {
  meter.tick();
  tasks.update();
  const now = performance.now();
  if (now - lastState > STATE_INTERVAL) {
    lastState = now;
    showState();
  }
  requestAnimationFrame(frame);
}

function showState() {
  const { started, executor, workers, busy, spares, disowned, lost, pending, memory } = diagnose();
  element('cancel-all').disabled = tasks.size === 0;
  element('no-tasks').hidden = element('tasks').rows.length > 0;
  if (!started) return;
  const threads =
    executor === 'local'
      ? 'No workers: all tasks run on this page. '
      : `Workers: ${workers}, busy: ${busy}, spare: ${spares}, ` +
        `ended to stop a task: ${disowned}, lost: ${lost}. `;
  element('runtime').textContent =
    `${threads}Tasks waiting: ${pending}. Memory: ${(memory / (1 << 20)).toFixed(0)} MiB.`;
}

async function fetchRecords() {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers with status ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const shared = sharedArray(Uint8Array, bytes.length);
  shared.set(bytes);
  return splitRecords(shared, 1)[0];
}

/** @type {Promise<Uint8Array> | undefined} */
let fetching;

/** The flights, where all workers can read them; fetched at the first need. */
function records() {
  fetching ??= fetchRecords().catch((error) => {
    fetching = undefined;
    throw error;
  });
  return fetching;
}

async function analyseFlights() {
  const table = emptyTable();
  const ended = (part) => {
    merge(table, part);
    showFlights(summarise(table));
    return `${number(part.reduce((sum, count) => sum + count))} flights`;
  };
  const chunks = splitRecords(await records(), CHUNKS);
  tasks.add(
    chunks.map((chunk, index) => ({
      name: `Flights ${index + 1}/${chunks.length}`,
      task: run(jobs.analyse, chunk),
      ended,
      unit: 'flights',
    })),
  );
}

function showFlights({ flights, histogram, distances }) {
  element('flights-results').hidden = false;
  element('flights-summary').textContent = `${number(flights)} flights analysed.`;
  const most = Math.max(...histogram.map((bin) => bin.flights));
  element('histogram').replaceChildren(
    ...histogram.map((bin) => {
      const bar = make('i');
      bar.style.width = `${(bin.flights / most) * 100}%`;
      return make('li', make('span', bin.label), make('span', number(bin.flights)), bar);
    }),
  );
  element('distances').replaceChildren(
    ...distances.map(({ label, flights: count, mean, median, ninth, worst }) => {
      const cells = [number(count), mean.toFixed(1), median, ninth, worst];
      return make('tr', make('th', label), ...cells.map((cell) => make('td', String(cell))));
    }),
  );
}

function drawMandelbrot() {
  element('mandelbrot-results').hidden = false;
  const canvas = element('picture');
  canvas.width = VIEW.width;
  canvas.height = VIEW.height;
  const context = canvas.getContext('2d');
  const tiles = splitTiles(VIEW, TILES.columns, TILES.rows);
  tasks.add(
    tiles.map(({ x, y, view }, index) => ({
      name: `Mandelbrot ${index + 1}/${tiles.length}`,
      task: run(kernel('mandelbrot'), ...kernelArguments(view)),
      ended: (pixels) => {
        const image = context.createImageData(view.width, view.height);
        const target = new Uint32Array(image.data.buffer);
        for (let at = 0; at < target.length; at++) target[at] = COLORS[pixels[at]];
        context.putImageData(image, x, y);
        return `${view.width} × ${view.height} pixels`;
      },
    })),
  );
}

async function failAtWork() {
  tasks.add([{ name: 'Spoilt flights', task: run(jobs.analyse, spoilt(await records())) }]);
}

function spin() {
  tasks.add([{ name: 'while (true) {}', task: options({ cancelGrace: 0.2 }).run(jobs.spin) }]);
}

function make(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

function showProblem({ message }) {
  element('problem').textContent = message;
  element('problem').hidden = false;
}

async function begin() {
  try {
    await start();
  } catch (error) {
    element('runtime').textContent = 'Not started.';
    return showProblem(error);
  }
  const { executor, problem } = diagnose();
  if (problem !== null) showProblem({ message: problem });
  const actions = {
    flights: analyseFlights,
    mandelbrot: drawMandelbrot,
    failing: failAtWork,
    spinning: spin,
    'cancel-all': () => tasks.cancelAll(),
  };
  for (const [id, action] of Object.entries(actions)) {
    element(id).addEventListener('click', async () => {
      try {
        await action();
      } catch (error) {
        showProblem(error);
      }
    });
    // What never ends would block a page that has no workers.
    element(id).disabled = id === 'cancel-all' || (id === 'spinning' && executor === 'local');
  }
}

frame();
await begin();
