/** Functions that came as source text, made again in this thread. */

/** @typedef {(...list: any[]) => any} AnyFunction */

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

const MODULE = "put the function into a jobs module, remote(new URL('./jobs.js', import.meta.url))";

/** What a function of a jobs module would import from `backlit/task`. */
const OF_TASK = ['progress', 'fraction', 'cancelRequested', 'signal', 'sleep', 'sleepSync'];

// An inline function cannot import: it finds its task under this name. Where tasks run on a page's own
// thread, the page may have something else there.
if (!('backlit' in globalThis)) {
  Object.defineProperty(globalThis, 'backlit', {
    get: () => /** @type {any} */ (globalThis)[Symbol.for('backlit.current')](),
    set(value) {
      Object.defineProperty(globalThis, 'backlit', { value, writable: true });
    },
    configurable: true,
  });
}

/**
 * The function that has this source text. Its errors explain that it came without the variables around
 * it. Throws a SyntaxError for text that is no function by itself, an EvalError where the
 * Content-Security-Policy forbids eval.
 *
 * @param {string} source
 * @returns {AnyFunction} asynchronous if that of the text is
 */
export function makeFunction(source) {
  const explain = (/** @type {unknown} */ error) => {
    throw explained(error, source);
  };
  let made;
  try {
    made = evaluate(source);
  } catch (error) {
    return explain(error);
  }
  if (made instanceof AsyncFunction) return async (...list) => made(...list).catch(explain);
  return (...list) => {
    try {
      const result = made(...list);
      return typeof result?.then === 'function' ? Promise.resolve(result).catch(explain) : result;
    } catch (error) {
      return explain(error);
    }
  };
}

/**
 * @param {string} source
 * @returns {AnyFunction}
 */
function evaluate(source) {
  try {
    return evaluateStrictly(`(${source})`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return evaluateMethod(source, error);
  }
}

/**
 * @param {string} source
 * @param {SyntaxError} reason why it is no expression
 */
function evaluateMethod(source, { message }) {
  try {
    const holder = evaluateStrictly(`({${source}})`);
    const [name] = Reflect.ownKeys(holder);
    const { value, get, set } = /** @type {any} */ (Object.getOwnPropertyDescriptor(holder, name));
    return value ?? get ?? set;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const reasons = new Set([message, error.message]);
    throw new SyntaxError(
      `the inline function is no function by itself (${[...reasons].join('; as a method: ')}): ${MODULE}`,
      { cause: error },
    );
  }
}

/**
 * In the global scope, so it sees nothing of this module; and strictly, as in a module, so that setting
 * a variable that is not there is an error.
 * @param {string} expression
 */
function evaluateStrictly(expression) {
  try {
    return (0, eval)(`"use strict";${expression}\n//# sourceURL=backlit-inline-function`);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw new EvalError(
      `the Content-Security-Policy of the worker forbids eval, which inline functions need: ${MODULE}, or allow 'unsafe-eval' for worker.js`,
      { cause: error },
    );
  }
}

/** The second is Firefox's, for one that is set. */
const missingVariable = /^(\S+) is not defined$|^assignment to undeclared variable (\S+)$/;

/**
 * An error that says what to do, if a variable is missing that the function's text names.
 * @param {unknown} error
 * @param {string} source
 */
function explained(error, source) {
  if (!(error instanceof ReferenceError)) return error;
  const { message } = error;
  const name = missingVariable.exec(message)?.slice(1).join('');
  if (name === undefined || !words(source).includes(name)) return error;
  const remedy = OF_TASK.includes(name)
    ? `write backlit.${name}`
    : `pass ${name} as an argument, or ${MODULE}`;
  error.message = `${name} is not defined in the worker, as an inline function is sent without the variables around it: ${remedy}`;
  error.stack = error.stack?.replace(message, error.message); // Chromium's begins with the message
  return error;
}

/** @param {string} source */
const words = (source) => source.split(/[^\p{ID_Continue}$]+/u);
