/**
 * A thrown value in a form that passes from a client to node:test.
 *
 * @typedef {object} ErrorDescription
 * @property {string} name
 * @property {string} message
 * @property {string} stack begins with name and message in every browser
 * @property {ErrorDescription} [cause]
 */

/**
 * @param {unknown} thrown
 * @returns {ErrorDescription}
 */
export function describeError(thrown) {
  if (typeof thrown?.message !== 'string') return describeError(new Error(`Thrown: ${thrown}`));
  const { name = 'Error', message, stack = '', cause } = thrown;
  return {
    name,
    message,
    // Firefox's stack is the frames alone.
    stack: stack.includes(message) ? stack : `${name}: ${message}${indent(stack)}`,
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

/**
 * @param {ErrorDescription} description
 * @returns {Error}
 */
export function rebuildError({ name, message, stack, cause }) {
  const error = new Error(message, cause && { cause: rebuildError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  error.stack = stack;
  return error;
}

function indent(frames) {
  const lines = frames.split('\n').filter(Boolean);
  return lines.map((line) => `\n    at ${line}`).join('');
}
