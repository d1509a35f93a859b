/** The steps of which random sequences are made: each does the same to the model and to the core. */
import fc from 'fast-check';
import { MOST_ATTEMPTS, SLOTS } from './board.js';
import { RETRIED } from './real.js';

/** Between two times that count as different. */
const INSTANT = 2 ** -24;

/** The most deadlines that one step lets pass. */
const MOST_DEADLINES = 12;

/**
 * @typedef {import('./model.js').Model} Model
 * @typedef {import('./model.js').ModelTask} ModelTask
 * @typedef {import('./real.js').Real} Real
 */

/**
 * A step as fast-check takes it. `choose` gives what the step is about, or undefined if it cannot be done
 * now; `act` does it.
 * @template T
 * @param {string} name
 * @param {(model: Model) => T | undefined} choose
 * @param {(model: Model, real: Real, chosen: T) => unknown} act what it gives is shown
 */
function step(name, choose, act) {
  let shown = '';
  return {
    check: (model) => choose(model) !== undefined,
    async run(model, real) {
      const chosen = choose(model);
      shown = '';
      if (typeof chosen?.slot === 'number') shown = ` task ${chosen.slot}`;
      const more = await act(model, real, chosen);
      if (more !== undefined) shown += ` ${JSON.stringify(more)}`;
      await real.agree();
    },
    toString: () => name + shown,
  };
}

/** @template T @param {T[]} list @param {number} index of any size */
const pick = (list, index) => list[index % list.length];

const index = fc.nat(1000);

/**
 * Durations never end at the same time: each has a fraction of its own, of which doubles hold all sums.
 * @param {number} seconds
 * @param {number} nonce
 */
const unlike = (seconds, nonce) => (seconds === 0 ? 0 : seconds + nonce * INSTANT);

const nonce = fc.integer({ min: 1, max: 2 ** 20 });
const duration = (...seconds) =>
  fc.tuple(fc.constantFrom(...seconds), nonce).map(([base, more]) => unlike(base, more));
const orNull = (arbitrary, freq = 2) => fc.option(arbitrary, { nil: null, freq });
const priority = fc.constantFrom('normal', 'high', 'low');

const retry = fc.record({
  maxAttempts: fc.constantFrom(MOST_ATTEMPTS, MOST_ATTEMPTS, 3, 2, 1),
  baseDelay: fc.oneof(fc.constant(0), duration(1, 5), duration(1, 5)),
  multiplier: fc.constantFrom(1, 2, 4),
  maxDelay: duration(60, 8),
  maxElapsed: orNull(duration(2, 6, 20)),
  retryOn: fc.constantFrom(null, null, ...RETRIED),
});

const given = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('sync') },
    { weight: 3, arbitrary: fc.constant('async') },
    { weight: 1, arbitrary: fc.constant('short') },
  ),
  priority,
  timeout: orNull(duration(4, 10)),
  grace: orNull(fc.oneof(fc.constant(0), duration(1, 3)), 3),
  retry: orNull(retry, 3),
});

const submit = fc.tuple(given, fc.boolean()).map(([options, isWatched]) =>
  step(
    'submit',
    (model) => (model.tasks.length < SLOTS ? options : undefined),
    (model, real) => {
      // Before the model's, as it counts the tasks.
      let task;
      let error = null;
      try {
        task = real.submit(options);
      } catch (thrown) {
        error = thrown.name;
      }
      const modelTask = model.submit(options);
      real.check(modelTask === undefined ? 'QueueFullError' : null, error, 'the error of run()');
      if (modelTask === undefined) return options;
      real.keep(modelTask, task);
      if (isWatched) {
        real.watch(modelTask);
        model.watch(modelTask);
      }
      return { task: modelTask.slot, isWatched, ...options };
    },
  ),
);

const cancel = index.map((which) =>
  step(
    'cancel',
    (model) => {
      const alive = model.tasks.filter((task) => !task.isOver);
      return (which % 8 > 0 && pick(alive, which)) || pick(model.tasks, which);
    },
    async (model, real, task) => {
      const accepted = real.task(task).cancel();
      real.check(model.cancel(task), accepted, 'whether the cancel is accepted');
      if (task.given.kind === 'async') await real.hearFromLoop();
      return accepted;
    },
  ),
);

const attempted = (model, which) =>
  pick(
    model.tasks.filter((task) => task.isAttempt),
    which,
  );

/** What ends an attempt. */
const ends = {
  SUCCEED: (model, task, value) => model.succeed(task, value),
  FAIL: (model, task) => model.fail(task, 'RangeError'),
  FAIL_OTHERWISE: (model, task) => model.fail(task, 'TypeError'),
  DIE: (model, task) => model.die(task),
};

const end = (...orders) =>
  fc.tuple(fc.constantFrom(...orders), index).map(([order, which]) =>
    step(
      `tell to ${order}:`,
      (model) => attempted(model, which),
      (model, real, task) => {
        const { attempts } = task;
        ends[order](model, task, which);
        return real.endAttempt(task, attempts, order, which);
      },
    ),
  );

/** What changes nothing but what the task says of itself. */
const speak = fc
  .tuple(fc.constantFrom('PROGRESS', 'FRACTION', 'LOOK'), index)
  .map(([order, which]) =>
    step(
      `tell to ${order}:`,
      (model) => attempted(model, which),
      async (model, real, task) => {
        const value = order === 'FRACTION' ? which % 9 : which;
        real.tellAndExpect(task, task.attempts, order, value);
        if (order === 'PROGRESS') model.addProgress(task, value);
        else if (order === 'FRACTION') task.fraction = value / 8;
        else {
          await real.agree();
          real.check(model.shallEnd(task), real.saw(task, task.attempts), 'what it sees');
        }
      },
    ),
  );

const heed = index.map((which) =>
  step(
    'tell to HEED:',
    (model) => {
      const asked = model.tasks.filter((task) => task.isAttempt && model.shallEnd(task));
      return pick(asked, which) ?? attempted(model, which);
    },
    (model, real, task) => {
      const { attempts } = task;
      const ends = model.shallEnd(task);
      model.heed(task);
      if (ends) return real.endAttempt(task, attempts, 'HEED');
      real.tellAndExpect(task, attempts, 'HEED');
    },
  ),
);

/** An attempt that was given up still does something, which changes nothing. */
const late = fc
  .tuple(fc.constantFrom('PROGRESS', 'FRACTION', 'LOOK', 'SUCCEED', 'FAIL', 'HEED'), index)
  .map(([order, which]) =>
    step(
      `tell the attempt given up to ${order}:`,
      (model) =>
        pick(
          model.tasks.filter((task) => task.givenUp.length > 0),
          which,
        ),
      async (model, real, task) => {
        const attempt = pick(task.givenUp, which);
        if (['PROGRESS', 'FRACTION', 'LOOK'].includes(order)) {
          real.tellAndExpect(task, attempt, order, which % 9);
          await real.agree();
          if (order === 'LOOK') real.check(true, real.saw(task, attempt), 'what it sees');
        } else {
          real.tell(task, attempt, order, which);
          task.givenUp = task.givenUp.filter((other) => other !== attempt);
        }
      },
    ),
  );

const drain = index.map((which) =>
  step(
    'drain the progress of',
    (model) => pick(model.tasks, which),
    (model, real, task) => real.checkProgress(task, model.drain(task)),
  ),
);

const read = index.map((which) =>
  step(
    'read the outcome of',
    (model) =>
      pick(
        model.tasks.filter((task) => task.isOver),
        which,
      ),
    (model, real, task) => {
      real.checkOutcome(task);
      task.isRead = true;
    },
  ),
);

const watch = index.map((which) =>
  step(
    'await',
    (model) =>
      pick(
        model.tasks.filter((task) => !task.isWatched),
        which,
      ),
    (model, real, task) => {
      real.watch(task);
      model.watch(task);
    },
  ),
);

// ---- The clock

/** The next deadline, if what follows it is certain. @param {Model} model */
function nextDeadline(model) {
  const next = model.nextDeadline();
  if (next === undefined || model.isRace(next.task)) return undefined;
  const isAlone = model.deadlines().filter(({ due }) => due === next.due).length === 1;
  return isAlone ? next : undefined;
}

/** @param {Model} model @param {Real} real @param {number} time */
async function setClock(model, real, time) {
  await real.setClock(time);
  model.setClock(time);
  await real.agree();
}

/**
 * Nothing happens before the deadline.
 * @param {Model} model @param {Real} real @param {number} due
 */
async function setClockToDeadline(model, real, due) {
  if (due > model.now + INSTANT) await setClock(model, real, due - INSTANT);
  await setClock(model, real, due);
}

const toTheDeadline = fc.constant(null).map(() =>
  step('advance the clock to the next deadline,', nextDeadline, async (model, real, { due }) => {
    await setClockToDeadline(model, real, due);
    return due;
  }),
);

/** Attempt by attempt, as long as its next one comes before everything else. */
const failAgain = fc
  .tuple(fc.integer({ min: 1, max: MOST_ATTEMPTS }), index)
  .map(([times, which]) =>
    step(
      'tell to FAIL again and again:',
      (model) => {
        const retried = model.tasks.filter(({ given, isAttempt }) => isAttempt && given.retry);
        return pick(retried, which);
      },
      async (model, real, task) => {
        for (let time = 0; time < times && task.isAttempt; time++) {
          const { attempts } = task;
          model.fail(task, 'RangeError');
          await real.endAttempt(task, attempts, 'FAIL');
          await real.agree();
          if (nextDeadline(model)?.task !== task) break;
          await setClockToDeadline(model, real, task.deadline.due);
        }
        return task.attempts;
      },
    ),
  );

/** Deadline by deadline, so that what happens is certain. */
const advance = duration(1, 8, 30).map((seconds) =>
  step(
    'advance the clock,',
    () => seconds,
    async (model, real) => {
      const until = model.now + seconds;
      for (let passed = 0; passed < MOST_DEADLINES; passed++) {
        const first = model.nextDeadline();
        if (first === undefined || first.due > until) {
          await setClock(model, real, until);
          break;
        }
        const next = nextDeadline(model);
        if (next === undefined) break;
        await setClock(model, real, next.due);
      }
      return model.now;
    },
  ),
);

// ---- A job that submits by itself

const openJob = fc
  .record({ period: duration(3, 7, 20), priority, skipIfRunning: fc.boolean() })
  .map((options) =>
    step(
      'open a job',
      (model) => (model.job === null ? options : undefined),
      (model, real) => {
        real.openJob(options);
        model.openJob(options);
        return options;
      },
    ),
  );

const ifJob = (model) => model.job ?? undefined;

const pauseJob = fc.constant(null).map(() =>
  step('pause the job', ifJob, (model, real) => {
    real.job.pause();
    model.pauseJob();
  }),
);

const resumeJob = fc.constant(null).map(() =>
  step('resume the job', ifJob, (model, real) => {
    real.job.resume();
    model.resumeJob();
  }),
);

/** @param {Real} real @param {ModelTask[]} modelTasks */
function keepAll(real, modelTasks) {
  const tasks = real.adopt();
  real.check(modelTasks.length, tasks.length, 'how many new tasks the job has');
  tasks.forEach((task, at) => real.keep(modelTasks[at], task));
}

const adopt = fc
  .constant(null)
  .map(() => step('look at the job’s tasks', ifJob, (model, real) => keepAll(real, model.adopt())));

const closeJob = fc.constant(null).map(() =>
  step('cancel the job', ifJob, (model, real) => {
    real.closeJob();
    keepAll(real, model.closeJob());
  }),
);

/** The supervisor comes so late that the job was due several times. */
const comeLate = fc.tuple(fc.integer({ min: 1, max: 4 }), nonce).map(([periods, more]) =>
  step(
    'come late to the job,',
    (model) => {
      if (!model.job || model.job.isPaused) return undefined;
      const time = model.job.due + periods * model.job.given.period - more * INSTANT;
      const isAlone = model.deadlines().every(({ due, task }) => task === null || due > time);
      return isAlone ? time : undefined;
    },
    async (model, real, time) => {
      await setClock(model, real, time);
      return time;
    },
  ),
);

/** Ends all that is under way, so that nothing may be left. */
export async function endRun(model, real) {
  if (model.job) {
    real.closeJob();
    keepAll(real, model.closeJob());
    await real.agree();
  }
  for (const task of model.tasks) {
    for (const attempt of task.givenUp.splice(0)) real.tell(task, attempt, 'SUCCEED');
    if (task.isAttempt) {
      model.succeed(task, 1);
      await real.endAttempt(task, task.attempts, 'SUCCEED', 1);
    } else if (!task.isOver) {
      real.task(task).cancel();
      model.cancel(task);
    }
    await real.agree();
  }
  await real.end();
}

// How often each is listed is how likely it is.
const weighted = [
  [10, submit],
  [3, cancel],
  [3, end('SUCCEED')],
  [5, end('FAIL', 'FAIL', 'FAIL_OTHERWISE')],
  [3, failAgain],
  [1, end('DIE')],
  [3, speak],
  [2, heed],
  [2, late],
  [1, drain],
  [1, read],
  [1, watch],
  [6, toTheDeadline],
  [2, advance],
  [1, openJob],
  [1, pauseJob],
  [1, resumeJob],
  [1, adopt],
  [1, closeJob],
  [1, comeLate],
];

export const steps = weighted.flatMap(([weight, arbitrary]) => Array(weight).fill(arbitrary));
