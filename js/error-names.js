/**
 * Errors by the names of their classes: `instanceof` does not reach from one thread into another, where
 * each has classes of its own.
 */

/**
 * @param {object} object
 * @param {string} key
 */
const own = (object, key) => Object.getOwnPropertyDescriptor(object, key)?.value;

/**
 * A minifier changes a class's name, but not the `name` that it gives its errors.
 * @param {Function} Class
 * @returns {string} empty if it has none
 */
export function nameOfClass(Class) {
  const name = own(Class.prototype, 'name') ?? own(Class, 'name');
  return typeof name === 'string' ? name : '';
}

/**
 * The names of the class of what was thrown and of all its superclasses, and its own `name`.
 * @param {any} thrown
 * @returns {Set<string>}
 */
export function namesOf(thrown) {
  const names = new Set();
  if (thrown === null || thrown === undefined) return names;
  for (let p = Object.getPrototypeOf(Object(thrown)); p !== null; p = Object.getPrototypeOf(p)) {
    names.add(own(p, 'name'));
    names.add(own(own(p, 'constructor') ?? {}, 'name'));
  }
  names.add(thrown.name);
  return names;
}

/**
 * Whether a policy of retries takes the error. A cancel is never retried.
 * @param {any} thrown
 * @param {string[] | null} names of classes; null: all
 */
export function isRetried(thrown, names) {
  const its = namesOf(thrown);
  return !its.has('CancelledError') && (names === null || names.some((name) => its.has(name)));
}
