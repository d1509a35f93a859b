/** How many bytes a task was given, and gave back. */

/** @typedef {{ part?: string, bytes: number, isShared: boolean }} Note */

/** @type {WeakMap<object, Note>} */
const notes = new WeakMap();

/**
 * Notes what a task was given, and perhaps which part of the page it belongs to.
 * @param {object} task
 * @param {{ part?: string, bytes: number, isShared?: boolean }} note isShared: by reference, nothing is copied
 */
export function sent(task, { isShared = false, ...note }) {
  notes.set(task, { ...note, isShared });
}

/** @param {object} task */
export const noteOf = (task) => notes.get(task) ?? { bytes: 0, isShared: false };

/**
 * About as many bytes as a value needs on its way between threads.
 * @param {any} value
 * @returns {number}
 */
export function sizeOf(value) {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return 8;
  if (typeof value === 'boolean') return 1;
  if (value.byteLength !== undefined) return value.byteLength;
  return JSON.stringify(value)?.length ?? 0;
}

/** @param {number} bytes */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
