/** Inline functions: sent as their source text, made again in the worker, without what is around them. */
/* global backlit */
import { diagnose, options, run, sharedArray } from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

/** What an inline function has in common with the code around it, if it were not sent. */
const outer = 5;
let counter = 0;

test('an arrow function, a function expression and a declaration run', async (t) => {
  await runtime(t);
  function declared(...list) {
    return list.length;
  }
  assert.strictEqual(await run((x) => x * 2, 21), 42);
  assert.strictEqual(await run((x, y = x) => ({ x, y }).y, 7), 7);
  assert.strictEqual(
    await run(function named(n) {
      return n < 2 ? n : named(n - 1) + named(n - 2);
    }, 10),
    55,
  );
  assert.strictEqual(await run(declared, 1, 2, 3), 3);
  assert.deepEqual(await run(() => ({ a: [1] })), { a: [1] });
});

test('methods, getters and computed names run', async (t) => {
  await runtime(t);
  const holder = {
    double(x) {
      return x * 2;
    },
    async later(x) {
      return x * 3;
    },
    ['with space'](x) {
      return x * 4;
    },
    get property() {
      return 5;
    },
    function(x) {
      return x * 6;
    },
    async(x) {
      return x * 7;
    },
    static(x) {
      return x * 8;
    },
  };
  const { get } = Object.getOwnPropertyDescriptor(holder, 'property');
  class Holder {
    static double(x) {
      return x * 9;
    }
  }
  const functions = [holder.double, holder.later, holder['with space'], get];
  functions.push(holder.function, holder.async, holder.static, Holder.double);
  const results = await Promise.all(functions.map((fn) => run(fn, 1)));
  assert.deepEqual(results, [2, 3, 4, 5, 6, 7, 8, 9]);
});

test('an async function goes to the loop worker: many wait at once', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const busy = run(jobs.spinUntilSet, gate);
  const wait = async (x) => {
    await backlit.sleep(0.001);
    return x;
  };
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => run(wait, index)));
  results.forEach((result, index) => assert.strictEqual(result, index));
  assert.isFalse(busy.done);
  Atomics.store(gate, 0, 1);
  await busy;
});

test('a promise that a plain inline function returns is awaited', async (t) => {
  await runtime(t);
  assert.strictEqual(await run((x) => Promise.resolve(x), 5), 5);
});

test('an inline function reaches its task as `backlit`', async (t) => {
  await runtime(t);
  const task = run(
    (values) => {
      for (const value of values) backlit.progress(value);
      backlit.fraction(0.5);
      backlit.sleepSync(0);
      return [backlit.cancelRequested(), backlit.signal.aborted];
    },
    [1, 'two'],
  );
  assert.deepEqual(await task, [false, false]);
  assert.deepEqual(task.progress, [1, 'two']);
  assert.strictEqual(task.fraction, 0.5);
});

test('an async inline function takes its task at the top', async (t) => {
  await runtime(t);
  const count = async (name) => {
    const task = backlit;
    for (let index = 0; index < 3; index++) {
      await task.sleep(0.001);
      task.progress(`${name}.${index}`);
    }
  };
  const tasks = [run(count, 'a'), run(count, 'b')];
  await Promise.all(tasks);
  assert.deepEqual(tasks[0].progress, ['a.0', 'a.1', 'a.2']);
  assert.deepEqual(tasks[1].progress, ['b.0', 'b.1', 'b.2']);
});

test('an inline function is cancelled like any other', async (t) => {
  await runtime(t);
  const task = options({ cancelGrace: null }).run(() => {
    backlit.progress('started');
    while (!backlit.cancelRequested());
    backlit.signal.throwIfAborted();
  });
  await waitFor(() => task.latest === 'started', 'the task to start');
  task.cancel();
  const error = await rejects(task);
  assert.strictEqual(error.name, 'CancelledError');
});

test('an outer variable is named, with the remedy', async (t) => {
  await runtime(t);
  const functions = [
    () => outer + 1,
    async () => outer + 1,
    async () => {
      await null;
      return outer + 1;
    },
    () => Promise.resolve().then(() => outer + 1),
    (x = outer) => x,
  ];
  for (const fn of functions) {
    const error = await rejects(run(fn), ReferenceError, /^outer is not defined in the worker/);
    assert.match(error.message, /pass outer as an argument.*jobs module, remote\(/);
    assert.notMatch(error.stack, /outer is not defined$/m); // where a stack begins with the message
  }
});

test('a variable that is set must be there: nothing becomes global by mistake', async (t) => {
  await runtime(t);
  await rejects(
    run(() => {
      counter = 1;
    }),
    ReferenceError,
    /^counter is not defined in the worker/,
  );
  assert.strictEqual(counter, 0);
});

test('a computed name of a method is outside of it', async (t) => {
  await runtime(t);
  const key = 'double';
  const holder = {
    [key]: (x) => x * 2,
    [`${key}d`](x) {
      return x * 2;
    },
  };
  assert.strictEqual(await run(holder.double, 21), 42);
  await rejects(run(holder.doubled, 21), ReferenceError, /^key is not defined in the worker/);
});

test('the functions of backlit/task are named as members of backlit', async (t) => {
  await runtime(t);
  const progress = () => {};
  await rejects(
    run(() => progress(1)),
    ReferenceError,
    /^progress is not defined.*write backlit\.progress$/,
  );
});

test('other reference errors stay as they are', async (t) => {
  await runtime(t);
  const early = () => {
    const before = () => later;
    before();
    const later = 1;
  };
  const error = await rejects(run(early), ReferenceError);
  assert.notMatch(error.message, /jobs module/);
  const foreign = () => {
    throw new ReferenceError('somewhat is not defined'.replace('what', 'thing'));
  };
  await rejects(run(foreign), ReferenceError, /^something is not defined$/);
});

test('import() by an absolute URL works', async (t) => {
  await runtime(t);
  const url = new URL('./jobs/jobs.js', import.meta.url).href;
  const imported = async (from, x) => (await import(from)).increment(x);
  assert.strictEqual(await run(imported, url, 41), 42);
});

test('what cannot be made again is refused at the call', async (t) => {
  await runtime(t);
  class Plain {
    static #secret() {}
    static secret = this.#secret;
  }
  const cases = [
    [Math.max, /native or bound/],
    [((x) => x).bind(null), /native or bound/],
    [String, /native or bound/],
    [new Proxy(() => {}, {}), /native or bound/],
    [Plain, /is a class/],
    [class extends Plain {}, /is a class/],
    [function* () {}, /generator/],
    [async function* () {}, /generator/],
    [
      {
        *list() {},
      }.list,
      /generator/,
    ],
    [Plain.secret, /private method/],
  ];
  for (const [fn, reason] of cases) {
    assert.throws(() => run(fn), TypeError, reason);
    assert.throws(() => run(fn), TypeError, /^function .* cannot be sent.*jobs module, remote\(/);
  }
  assert.strictEqual(diagnose().tasks, 0);
});

test('a source text that is no function by itself is an error that says so', async (t) => {
  await runtime(t);
  const usesMeta = () => import.meta.url;
  await rejects(run(usesMeta), SyntaxError, /import\.meta.*jobs module/);
  class Hidden {
    #value = 1;
    read() {
      return this.#value;
    }
  }
  await rejects(run(new Hidden().read), SyntaxError, /no function by itself.*jobs module/);
  assert.strictEqual(await run((x) => x, 1), 1);
});

test('an error of an inline function keeps its class and has a stack that tells where', async (t) => {
  await runtime(t);
  const error = await rejects(
    run(function breaks() {
      throw new RangeError('too far');
    }),
    RangeError,
    /^too far$/,
  );
  assert.match(error.stack, /breaks.*backlit-inline-function/);
});

test('it is strict, and `this` is undefined', async (t) => {
  await runtime(t);
  const what = function () {
    return String(this);
  };
  assert.strictEqual(await run(what), 'undefined');
});

test('the same text is the same function, however often it is met', async (t) => {
  await runtime(t);
  for (let round = 0; round < 20; round++) {
    const results = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => run((x) => x + 1, index)),
    );
    results.forEach((result, index) => assert.strictEqual(result, index + 1));
  }
});

test('ever new functions are an error in time; those that are known go on', async (t) => {
  await runtime(t);
  const make = (index) => new Function(`return ${index}`);
  assert.strictEqual(await run(make(0)), 0);
  const error = await (async () => {
    for (let index = 1; index <= 20_000; index++) {
      try {
        const task = run(make(index));
        if (index % 1000 === 0) await task;
      } catch (caught) {
        return caught;
      }
    }
  })();
  assert.strictEqual(error.name, 'TooManyFunctionsError');
  assert.strictEqual(await run(make(0)), 0);
});
