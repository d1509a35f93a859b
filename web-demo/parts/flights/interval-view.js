/** The ticks of an interval on a line of time. */
import { element, make, onClick, setText } from '../../page/elements.js';
import { onFrame } from '../../page/frames.js';
import { showStatus } from '../../page/status.js';
import { SECONDS, startTicks, times } from './interval.js';

const WINDOW = 8000; // milliseconds of the line
const BLOCK = 2000; // milliseconds

export function openInterval() {
  /** @type {import('backlit').ScheduledTask | undefined} */
  let job;
  let begun = 0;
  const dots = Array.from({ length: 20 }, () => make('i', { hidden: true }));
  element('ticks').replaceChildren(...dots);

  onClick('interval-start', () => {
    if (job) job.cancel();
    job = job ? undefined : startTicks();
    begun = performance.timeOrigin + performance.now();
    setText(element('interval-start'), job ? 'Stop' : 'Start');
  });
  onClick('interval-block', () => {
    const end = performance.now() + BLOCK;
    while (performance.now() < end);
    element('interval-block').dataset.blocked = 'true';
  });

  onFrame(() => {
    const all = times();
    const now = performance.timeOrigin + performance.now();
    dots.forEach((dot, index) => {
      const age = now - all[index];
      dot.hidden = !(age < WINDOW);
      if (!dot.hidden) dot.style.insetInlineStart = `${(1 - age / WINDOW) * 100}%`;
    });
    showStatus(element('interval-status'), job ? 'RUNNING' : 'IDLE');
    const fresh = all.filter((time) => time > begun);
    if (fresh.length > 1) setText(element('interval-note'), regularity(fresh));
  });
}

/** @param {number[]} all */
function regularity(all) {
  const gaps = all.slice(1).map((time, index) => time - all[index]);
  const errors = gaps.map((gap) => Math.abs(gap - SECONDS * 1000)).sort((a, b) => a - b);
  const usual = errors[Math.floor(errors.length / 2)];
  return `${all.length} ticks, usually within ${usual.toFixed(1)} ms of their time`;
}
