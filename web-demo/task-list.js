/** A table that shows tasks as they are at this moment; it only ever looks, and never waits. */
import { number } from './number.js';

const LONGEST = 40; // rows; older ones that have ended make room

/**
 * @typedef {import('../js/index.js').Task} Task
 * @typedef {object} Entry
 * @property {Task} task
 * @property {(result: any) => string} ended uses the result and says in a few words what it is
 * @property {string} unit of the progress values
 * @property {number} [cancelled] when a cancel was asked for
 * @property {HTMLTableRowElement} row
 */

export class TaskList {
  #body;
  #template;
  /** @type {Set<Entry>} */
  #open = new Set();

  /**
   * @param {HTMLElement} body
   * @param {HTMLTemplateElement} template of a row
   */
  constructor(body, template) {
    this.#body = body;
    this.#template = template;
  }

  /**
   * The newest tasks come first; those that are added together stay in their order.
   * @param {{ name: string, task: Task, ended?: (result: any) => string, unit?: string }[]} added
   */
  add(added) {
    this.#body.prepend(...added.map((one) => this.#addRow(one)));
    while (this.#body.rows.length > LONGEST && isOver(this.#body.lastElementChild)) {
      this.#body.lastElementChild.remove();
    }
  }

  #addRow({ name, task, ended = () => '', unit = '' }) {
    const row = this.#template.content.cloneNode(true).firstElementChild;
    const entry = { task, ended, unit, row };
    row.querySelector('th').textContent = name;
    row.querySelector('progress').ariaLabel = `Progress of ${name}`;
    const button = row.querySelector('button');
    button.ariaLabel = `Cancel ${name}`;
    button.addEventListener('click', () => cancel(entry));
    this.#open.add(entry);
    this.#showStatus(entry);
    return row;
  }

  get size() {
    return this.#open.size;
  }

  cancelAll() {
    for (const entry of this.#open) cancel(entry);
  }

  /** To be called in each frame. Takes one result a frame: many may come at once. */
  update() {
    let mayTakeResult = true;
    for (const entry of this.#open) {
      const { task } = entry;
      if (!task.done) {
        this.#showProgress(entry);
      } else if (mayTakeResult) {
        mayTakeResult = false;
        this.#open.delete(entry);
        this.#showEnd(entry);
      }
    }
  }

  #showProgress(entry) {
    this.#showStatus(entry);
    const { task, unit, row } = entry;
    row.querySelector('progress').value = task.fraction ?? 0;
    if (unit && task.latest !== undefined) {
      setText(row, '.outcome', `${number(task.latest)} ${unit} so far`);
    }
  }

  #showEnd(entry) {
    this.#showStatus(entry);
    const { row, task } = entry;
    if (task.status === 'DONE') row.querySelector('progress').value = 1;
    row.querySelector('button').disabled = true;
    setText(row, '.outcome', outcome(entry));
  }

  #showStatus({ task, row }) {
    const { status } = task;
    if (row.dataset.status === status) return;
    row.dataset.status = status;
    setText(row, '.status', status);
  }
}

/** @param {Entry} entry */
function cancel(entry) {
  if (entry.task.cancel()) entry.cancelled ??= performance.now();
}

/** @param {Entry} entry */
function outcome({ task, ended, cancelled }) {
  if (task.status === 'DONE') return ended(task.result);
  if (task.status === 'ERROR') return `${task.error.name}: ${task.error.message}`;
  if (task.cancelledBy === null) return 'cancelled before it began';
  const seconds = (performance.now() - cancelled) / 1000;
  return `stopped after ${seconds.toFixed(2)} s by: ${task.cancelledBy}`;
}

function isOver(row) {
  return ['DONE', 'ERROR', 'CANCELLED'].includes(row.dataset.status);
}

function setText(row, selector, text) {
  row.querySelector(selector).textContent = text;
}
