/** Part 5: a table of all tasks, as they are just now. */
import { diagnose, options, remote } from 'backlit';
import { showCode } from '../../page/code-view.js';
import { element, onClick, setText } from '../../page/elements.js';
import { onFrame } from '../../page/frames.js';
import { showStatus } from '../../page/status.js';
import { pythonRows } from '../python/rows.js';
import { bytesText } from './payload-sizes.js';
import { taskRows } from './rows.js';
import rowsSource from './rows.js?raw';

const jobs = remote(new URL('../flights/jobs.js', import.meta.url));
const INTERVAL = 120; // milliseconds between two looks: nobody reads faster
const LONGEST = 40; // rows
const ALIKE = 6; // of one name: what comes again and again leaves room for others

export function openTasks(canCancel) {
  showCode(element('tasks-code'), { 'rows.js': rowsSource });
  const body = element('task-rows');
  /** @type {Map<string, { row: HTMLTableRowElement, cancel: () => void }>} */
  const known = new Map();
  let last = 0;
  let isVisible = false;
  new IntersectionObserver((entries) => {
    isVisible = entries.at(-1).isIntersecting;
  }).observe(element('tasks'));

  onClick('spin', () => {
    options({ name: 'while (true) {}', cancelGrace: 0.2 }).run(jobs.spin);
  });
  element('spin').disabled = !canCancel;
  onClick('cancel-all', () => open().forEach(({ cancel }) => cancel()));

  const all = () => [...pythonRows.list(), ...taskRows()];
  const open = () => all().filter(({ ended }) => ended === null);

  /** First those that run, then those that wait, then those that have ended, the newest of each first. */
  function newest() {
    const rank = ({ status }) => ['RUNNING', 'PENDING', status].indexOf(status);
    const sorted = all().sort((a, b) => rank(a) - rank(b) || b.queued - a.queued);
    const counts = new Map();
    const isWanted = ({ name }) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts.get(name) <= ALIKE;
    };
    return sorted.filter(isWanted).slice(0, LONGEST);
  }

  function showRows() {
    const rows = newest();
    rows.forEach((summary, place) => {
      const entry = known.get(summary.id) ?? newEntry(summary);
      entry.cancel = summary.cancel;
      showRow(entry.row, summary);
      // Rows that stay where they are keep the focus.
      if (body.children[place] !== entry.row) body.insertBefore(entry.row, body.children[place]);
    });
    while (body.children.length > rows.length) {
      known.delete(body.lastElementChild.dataset.id);
      body.lastElementChild.remove();
    }
    element('no-tasks').hidden = rows.length > 0;
    element('cancel-all').disabled = rows.every(({ ended }) => ended !== null);
  }

  function newEntry({ id, name }) {
    const row = element('task-row').content.cloneNode(true).firstElementChild;
    const entry = { row, cancel: () => {} };
    row.dataset.id = id;
    row.dataset.name = name;
    row.querySelector('progress').setAttribute('aria-label', `Progress of ${name}`);
    const button = row.querySelector('button');
    button.setAttribute('aria-label', `Cancel ${name}`);
    button.addEventListener('click', () => entry.cancel());
    known.set(id, entry);
    return entry;
  }

  onFrame((now) => {
    if (now - last < INTERVAL) return;
    last = now;
    const { executor, workers, busy, pending, spares, disowned, memory } = diagnose();
    setText(element('busy'), String(busy + pending));
    if (!isVisible) return;
    const where =
      executor === 'local' ? 'No workers' : `${busy} of ${workers} workers busy, ${spares} spare`;
    setText(
      element('runtime'),
      `${where} · ${pending} waiting · ${disowned} ended to stop a task · ${bytesText(memory)} of memory`,
    );
    showRows();
  });
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  return `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
}

function showRow(row, summary) {
  const { name, part, status, fraction, queued, started, ended, bytes, isShared } = summary;
  const cells = row.children;
  setText(cells[0].children[0], name ?? 'Task');
  setText(cells[0].children[1], part);
  if (row.dataset.status !== status) row.dataset.status = status;
  showStatus(cells[1].firstElementChild, status);
  cells[2].firstElementChild.value = status === 'DONE' ? 1 : (fraction ?? 0);
  setText(cells[3], isShared ? `${bytesText(bytes)} shared` : bytesText(bytes));
  setText(cells[4], summary.received === null ? '–' : bytesText(summary.received));
  const now = Date.now() / 1000;
  setText(cells[5], duration(Math.max((started ?? ended ?? now) - queued, 0)));
  setText(cells[6], started === null ? '–' : duration(Math.max((ended ?? now) - started, 0)));
  row.querySelector('button').disabled = ended !== null;
}
