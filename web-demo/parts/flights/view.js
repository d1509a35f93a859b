/** Part 2: the analysis, with charts that grow while tasks end. */
import { address } from '../../data.js';
import { number } from '../../number.js';
import { showCode } from '../../page/code-view.js';
import { element, make, onClick, setText } from '../../page/elements.js';
import { onFrame } from '../../page/frames.js';
import { isOpen, showStatus, statusOfAll } from '../../page/status.js';
import { emptyTable, merge, summarise } from '../../statistics.js';
import { sent } from '../tasks/payload-sizes.js';
import analysisSource from './analysis.js?raw';
import { confidence, count, load } from './analysis.js';
import { delayChart, distanceChart } from './charts.js';
import intervalSource from './interval.js?raw';
import jobsSource from './jobs.js?raw';
import retrySource from './retry.js?raw';
import { openInterval } from './interval-view.js';
import { openRetry } from './retry-view.js';

const PARTS = 24;
const ROUNDS = 4000;
const ENOUGH = 1000; // flights of a range, to say something of their mean

export function openFlights() {
  showCode(element('flights-code'), {
    'analysis.js': analysisSource,
    'retry.js': retrySource,
    'interval.js': intervalSource,
    'jobs.js': jobsSource,
  });
  openRetry(address);
  openInterval();

  /** @type {Promise<Uint8Array> | undefined} */
  let records;
  let table = emptyTable();
  /** Tasks under way, and which of their results are shown. */
  let tasks = [];
  let taken = new Set();
  let intervals = [];
  let distances = [];

  onClick('flights-count', async () => {
    setBusy(true);
    showStatus(element('flights-status'), 'LOADING');
    records ??= load();
    const bytes = await records;
    table = emptyTable();
    intervals = [];
    begin(count(bytes, PARTS));
    for (const task of tasks) {
      sent(task, { part: 'Flights', bytes: Math.round(bytes.length / PARTS), isShared: true });
    }
  });
  onClick('flights-confidence', () => {
    intervals = [];
    const ranges = distances.filter(({ flights }) => flights >= ENOUGH);
    begin(confidence(table, ranges, ROUNDS));
    for (const task of tasks) sent(task, { part: 'Flights', bytes: table.byteLength });
  });
  onClick('flights-cancel', () => tasks.forEach((task) => task.cancel()));

  function begin(started) {
    tasks = started;
    taken = new Set();
    setBusy(true);
  }

  function setBusy(isBusy) {
    element('flights-count').disabled = isBusy;
    element('flights-confidence').disabled = isBusy || distances.length === 0;
    element('flights-cancel').disabled = !isBusy;
  }

  /** @param {import('backlit').Task} task */
  function take({ result }) {
    if (result instanceof Uint32Array) merge(table, result);
    else intervals.push(result);
  }

  function drawCharts() {
    const summary = summarise(table);
    distances = summary.distances.map((each) => ({ ...each, miles: each.row * 500 + 250 }));
    const shown = distances.filter(({ flights }) => flights >= ENOUGH);
    draw('delay-chart', (width) => delayChart(summary.histogram, width));
    draw('distance-chart', (width) => distanceChart(shown, intervals, width));
    setText(element('flights-summary'), `${number(summary.flights)} flights counted`);
    element('flights-rows').replaceChildren(
      ...summary.distances.map(({ label, flights, mean, median, ninth }) => {
        const cells = [number(flights), mean.toFixed(1), String(median), String(ninth)];
        const row = make('tr', {}, make('th', { scope: 'row' }, label));
        row.append(...cells.map((cell) => make('td', {}, cell)));
        return row;
      }),
    );
  }

  onFrame(() => {
    if (tasks.length === 0) return;
    // Read once: a task may end between two looks at it.
    const states = tasks.map(({ status, fraction }) => ({ status, fraction }));
    const fresh = tasks.filter((task, at) => states[at].status === 'DONE' && !taken.has(task));
    for (const task of fresh) {
      taken.add(task);
      take(task);
    }
    if (fresh.length > 0) drawCharts();
    const done = states.map(({ status, fraction }) => (status === 'DONE' ? 1 : (fraction ?? 0)));
    element('flights-progress').value = done.reduce((sum, part) => sum + part) / tasks.length;
    const ended = states.filter(({ status }) => !isOpen(status)).length;
    const status = statusOfAll(states);
    showStatus(element('flights-status'), status, `${ended} of ${tasks.length} tasks`);
    if (status === 'RUNNING') return;
    tasks = [];
    setBusy(false);
  });
}

function draw(id, chart) {
  const place = element(id);
  const drawn = chart(place.clientWidth);
  // The place has a label for the whole picture; Plot's names of its parts are no help to anyone.
  for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  place.replaceChildren(drawn);
}
