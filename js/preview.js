/** Values made small, for tables and logs. */

const LENGTH = 100;
const ITEMS = 10;
const DEPTH = 2;

/** @param {string} text */
const cut = (text) => (text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text);

/**
 * What JSON can hold of a value, and not much of it: long texts are cut, of many items the first are
 * shown, what is deep inside is only named.
 * @param {any} value
 * @param {number} [depth]
 * @returns {any}
 */
export function preview(value, depth = DEPTH) {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (Number.isFinite(value)) return value + 0; // JSON has no -0
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object') return cut(String(value));
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`);
  if (value instanceof Date) return String(value.toJSON() ?? value);
  if (value instanceof RegExp) return cut(String(value));
  if (Array.isArray(value) && depth > 0) return previewOfArray(value, depth - 1);
  const size = sizeOf(value);
  if (size === undefined && depth > 0) return previewOfObject(value, depth - 1);
  const name = value.constructor?.name ?? 'Object';
  return cut(size === undefined ? name : `${name}(${size})`);
}

/**
 * @param {any} value
 * @returns {number | undefined} of what is a collection
 */
function sizeOf(value) {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (ArrayBuffer.isView(value)) return /** @type {any} */ (value).length ?? value.byteLength;
  return undefined;
}

/**
 * @param {any[]} array
 * @param {number} depth
 */
function previewOfArray(array, depth) {
  const items = Array.from(array.slice(0, ITEMS), (item) => preview(item, depth));
  if (array.length > ITEMS) items.push(`… ${array.length - ITEMS} more`);
  return items;
}

/**
 * @param {any} object
 * @param {number} depth
 */
function previewOfObject(object, depth) {
  const keys = Object.keys(object);
  const entries = keys
    .slice(0, ITEMS)
    .map((key) => /** @type {[string, any]} */ ([cut(key), preview(object[key], depth)]));
  if (keys.length > ITEMS) entries.push(['…', `${keys.length - ITEMS} more`]);
  return Object.fromEntries(entries);
}
