/** The Python package in apps of stlite: real ones, in Chromium. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, source } from './open-app.js';

const MODULES = ['prices.py', 'panels.py', 'program.py'];

const open = async (context, options) => {
  const app = await App.open(context, 'app.py', { ...options, modules: MODULES });
  await app.click('begin');
  await app.sees(/^first DONE 285$/m);
  return app;
};

const OUTCOMES = {
  total: /^total DONE 333328333350000$/m,
  fetch: /^fetch DONE fetched$/m,
  fail: /^fail ERROR\s+ValueError: no such row\s+Traceback:\s+File ".*\/app.py", line \d+, in fail\s+raise ValueError/m,
  table: /^table DONE\s+square\n0\s+0\n1\s+1\n2\s+4\n3\s+9$/m,
  cached: /^cached DONE cached 5$/m,
  wait: /^wait DONE True$/m,
  draw: /^draw: .*a DeltaGenerator of Streamlit belongs to the script/m,
  price: /^price DONE tea: 3 coins$/m,
  poll: /^polled 328350$/m,
};

const inVersion = (version, outcomes) =>
  test(`an app of stlite ${version} runs tasks`, async (context) => {
    const app = await open(context, { version });
    await app.sees(/executor: worker/);
    const check = (name, body) => context.test(name, body);

    await check('functions compute at the same time, and their progress is shown', async () => {
      const both = /^count RUNNING (\d+)\ncount too RUNNING (\d+)$/m;
      await app.click('count');
      await app.click('count too');
      const [, one, other] = await app.sees(both);
      await app.sees(both, ([, seen, alsoSeen]) => seen !== one && alsoSeen !== other);
    });

    await check('meanwhile, clicks land', async () => {
      await app.click('greet');
      await app.sees(/^Hello!\n(.*\n)*count RUNNING \d+\ncount too RUNNING \d+$/m);
    });

    await check('an endless loop is cancelled, and another one is not', async () => {
      await app.click('stop');
      const pattern = /^count CANCELLED \d+ interrupt\ncount too RUNNING (\d+)$/m;
      const [, before] = await app.sees(pattern);
      await app.sees(pattern, ([, seen]) => seen !== before);
    });

    for (const name of outcomes) {
      await check(`the outcome of ${name}()`, async () => {
        await app.click(name);
        await app.sees(OUTCOMES[name]);
      });
    }

    await check('what a task prints is in the console', async () => {
      await app.click('say');
      await app.prints(/^said by a task$/);
    });

    await check('a module that is edited is another one in the next task', async () => {
      await app.write('prices.py', 'def of(name): return f"{name}: 4 coins"');
      await app.click('price');
      await app.sees(/^price DONE tea: 4 coins$/m);
    });

    await check('what each run of the script does is done once', async () => {
      const [, runs] = await app.sees(/^run (\d+): 1 task, 1 pickle$/m);
      assert.ok(Number(runs) > 10);
    });

    await check('a script that is edited runs its new functions, with its tasks', async () => {
      await app.write('app.py', source('app.py').replace('i * i', 'i'));
      await app.sees(/^run \d+: 1 task, 2 pickle$/m);
      await app.click('total');
      await app.sees(/^total DONE 4999950000$/m);
      await app.sees(/^first DONE 285$/m);
    });

    await checkPanels(app, check);

    await check('an interval goes on, and a fragment shows it, without reruns', async () => {
      const runs = async () => (await app.sees(/^run (\d+), in a fragment/m))[1];
      await app.click('use a fragment');
      const before = await runs();
      const [, ticks] = await app.sees(/^ticks: (\d+)/m);
      await app.sees(/^ticks: (\d+)/m, ([, seen]) => seen !== ticks);
      assert.equal(await runs(), before);
    });

    await check('at a later visit it starts from what the first one has kept', async () => {
      assert.ok(await app.evaluate(() => caches.has('backlit-python')));
      await app.reload();
      await app.click('begin');
      await app.sees(/^first DONE 285$/m);
    });
  });

/**
 * @param {App} app
 * @param {(name: string, body: () => Promise<void>) => Promise<void>} check
 */
async function checkPanels(app, check) {
  const loading = /^Loading drawn (\d+) times.*Running\s+Cancel\s+(\d+)\s/m;
  const panels = new RegExp(
    `${loading.source}[^]*^Dividing drawn (\\d+) times.*Failed\\s[^]*^run (\\d+) with panels: loading$`,
    'm',
  );

  await check('a panel refreshes itself until its task ends', async () => {
    await app.click('show panels');
    let since = {};
    await app.sees(panels, ([, drawn, progress, failed, run]) => {
      if (since.failed !== failed || since.run !== run) since = { failed, run, drawn, progress };
      return Number(drawn) >= Number(since.drawn) + 4 && progress !== since.progress;
    });
  });

  await check('a table shows all tasks, and refreshes itself', async () => {
    await app.sees(/^divide\terror\tTrue\tFalse\tFalse\tNone\t/m);
    const row = /^load\trunning\tFalse\tFalse\tFalse\t(\d+)\t/m;
    const [, progress] = await app.sees(row);
    await app.sees(row, ([, now]) => now !== progress);
  });

  await check('its button cancels the task, and then runs it again', async () => {
    await app.click('Cancel');
    await app.sees(/^Loading drawn \d+ times.*Cancelled\s/m);
    await app.sees(/^run \d+ with panels: given up$/m);
    await app.sees(/^squares DONE \[0, 1, 4, 9\]$/m);
    await app.click('Run again');
    await app.sees(/^run \d+ with panels: loading$/m);
    const [, , progress] = await app.sees(loading);
    await app.sees(loading, ([, , now]) => now !== progress);
    await app.click('Cancel');
    await app.sees(/^run \d+ with panels: given up$/m);
  });

  await check('nothing is lost if timers fire before what a run draws is sent', async () => {
    const [, before] = await app.sees(/^run (\d+) with panels: given up$/m);
    await app.click('let timers fire');
    const whole =
      /^Loading.*Cancelled\s[^]*^Dividing.*Failed\s[^]*^run (\d+) with panels: given up\nsquares.*\nkey\t/m;
    await app.sees(whole, ([, run]) => Number(run) > Number(before));
  });

  await app.click('hide panels');
}

inVersion('0.75.0', Object.keys(OUTCOMES));
inVersion(
  '1.9.2',
  Object.keys(OUTCOMES).filter((name) => name !== 'table'), // no pandas can be had for it
);

test('an app in a shared worker runs tasks in its own Python', async (context) => {
  const app = await open(context, { version: '0.75.0', sharedWorker: true });
  await app.sees(/executor: local/);
  for (const name of ['total', 'fetch', 'fail', 'price', 'poll']) {
    await app.click(name);
    await app.sees(OUTCOMES[name]);
  }
  await app.sees(/^ticks: [3-9]/m);
});
