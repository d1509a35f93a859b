/**
 * The tests that suites have declared and the runner has not yet run.
 *
 * @typedef {object} DeclaredTest
 * @property {string} name
 * @property {{timeout: number, skip?: boolean | string}} options
 * @property {(context: import('./runner.js').TestContext) => unknown} run
 */

/** @type {DeclaredTest[]} */
let declared = [];

/** Has the signature of node:test's `test`. */
export function declare(name, options, run) {
  declared.push({ name, options, run });
}

/** Hands over what was declared since the last call. */
export function takeDeclared() {
  const taken = declared;
  declared = [];
  return taken;
}
