/** A task that is tried again, attempt by attempt. */
import { element, make, onClick, setText } from '../../page/elements.js';
import { onFrame } from '../../page/frames.js';
import { isOpen, showStatus } from '../../page/status.js';
import { bytesText, sent } from '../tasks/payload-sizes.js';
import { ask } from './retry.js';

const ATTEMPTS = 4;

/** @param {URL} address */
export function openRetry(address) {
  /** @type {import('backlit').Task | undefined} */
  let task;
  const steps = Array.from({ length: ATTEMPTS }, (_, index) =>
    make('li', { textContent: String(index + 1) }),
  );
  element('retry-attempts').replaceChildren(...steps);

  onClick('retry-run', () => {
    task?.cancel();
    task = ask(address.href, Number(element('retry-failures').value));
    sent(task, { part: 'Flights', bytes: address.href.length + 8 });
  });

  onFrame(() => {
    if (!task) return;
    const { status, attempts } = task;
    showStatus(element('retry-status'), status, attempts > 0 ? `attempt ${attempts}` : '');
    steps.forEach((step, index) => {
      const state = stateOf(index + 1, attempts, status);
      if (step.dataset.status !== state) step.dataset.status = state;
    });
    setText(element('retry-outcome'), outcome(task, status));
    if (!isOpen(status)) task = undefined;
  });
}

function stateOf(attempt, attempts, status) {
  if (attempt > attempts) return 'IDLE';
  return attempt < attempts ? 'ERROR' : status;
}

/**
 * @param {import('backlit').Task} task
 * @param {string} status
 */
function outcome(task, status) {
  if (status === 'DONE') return `The file has ${bytesText(task.result)}.`;
  if (status === 'ERROR') return `${task.error.name}: ${task.error.message}`;
  return 'Waiting for the server …';
}
