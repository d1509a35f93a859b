/**
 * Which task the running code belongs to. `backlit/task` asks here; the two find each other through
 * global symbols, since a jobs file may bring its own copy of that module.
 *
 * While a function's synchronous part runs, it is that function's task. After an `await` nobody can
 * tell, unless only one task is under way in this thread. Never the wrong task: else it throws.
 */

/** @typedef {import('./context.js').TaskContext} TaskContext */

const scope = /** @type {any} */ (globalThis);

/** Functions that set the `signal` of each copy of `backlit/task`. */
/** @type {((signal: any) => void)[]} */
const signalSetters = (scope[Symbol.for('backlit.signals')] ??= []);

/** @type {Set<TaskContext>} */
export const underWay = new Set();

/** @type {TaskContext | undefined} */
let running;

const unknown = () => {
  if (underWay.size === 0) return new Error('no task is running here');
  return new Error(
    `${underWay.size} tasks are under way in this worker, and after an await it cannot be known which one calls: take const task = current() at the top of the async function and use its methods`,
  );
};

scope[Symbol.for('backlit.current')] = () => {
  if (running === undefined) throw unknown();
  return running;
};

/** What `signal` is where the task cannot be known. */
const unknownSignal = new Proxy(
  {},
  {
    get() {
      throw unknown();
    },
  },
);

/** What `signal` is now. @type {any} */
let bound;

/** @param {TaskContext | undefined} context */
function setRunning(context) {
  running = context;
  if (signalSetters.length === 0) return;
  const wanted = context ? context.signal : unknownSignal;
  if (bound === wanted && boundIn === signalSetters.length) return;
  bound = wanted;
  boundIn = signalSetters.length;
  for (const set of signalSetters) set(wanted);
}

/** In how many copies of `backlit/task`: one may have been imported since. */
let boundIn = 0;

/**
 * Runs the synchronous part of the task's function.
 * @template T
 * @param {TaskContext} context
 * @param {() => T} part
 */
export function runAs(context, part) {
  underWay.add(context);
  setRunning(context);
  return part();
}

/** After the synchronous part of a task that goes on. */
export function leave() {
  const [only] = underWay;
  setRunning(underWay.size === 1 ? only : undefined);
}

/**
 * @param {TaskContext} context of a task that has ended
 * @param {boolean} atOnce its function returned without a promise
 */
export function end(context, atOnce) {
  underWay.delete(context);
  if (underWay.size > 0) leave();
  else running = undefined; // `signal` stays: most often the next task takes it over
  context.end(atOnce);
}
