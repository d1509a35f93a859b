/** A task's status as a badge: color, icon and word say the same. */
import { setText } from './elements.js';

const looks = {
  IDLE: ['○', 'Idle'],
  LOADING: ['◐', 'Loading'],
  PENDING: ['○', 'Pending'],
  RUNNING: ['◐', 'Running'],
  DONE: ['✓', 'Done'],
  ERROR: ['✕', 'Error'],
  CANCELLED: ['⊘', 'Cancelled'],
};

/**
 * @param {HTMLElement} badge with an element for the icon and one for the word
 * @param {keyof typeof looks} status
 * @param {string} [note] after the word
 */
export function showStatus(badge, status, note = '') {
  const [icon, word] = looks[status];
  if (badge.dataset.status !== status) badge.dataset.status = status;
  setText(badge.children[0], icon);
  setText(badge.children[1], note ? `${word} · ${note}` : word);
}

/** @param {string} status */
export const isOpen = (status) => status === 'PENDING' || status === 'RUNNING';

/**
 * One status for several tasks.
 * @param {{ status: string }[]} tasks
 * @returns {keyof typeof looks}
 */
export function statusOfAll(tasks) {
  const all = tasks.map(({ status }) => status);
  if (all.length === 0) return 'IDLE';
  if (all.some(isOpen)) return 'RUNNING';
  return ['ERROR', 'CANCELLED'].find((status) => all.includes(status)) ?? 'DONE';
}
