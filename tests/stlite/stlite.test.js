/** The Python package in apps of stlite: real ones, in Chromium. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App } from './open-app.js';

const open = (context, options) =>
  App.open(context, 'app.py', { ...options, modules: ['prices.py'] });

test('an app runs tasks', async (context) => {
  const app = await open(context);
  await app.sees(/executor: worker/);

  await context.test(
    'while a function computes, its progress is shown and clicks land',
    async () => {
      await app.click('count');
      const [, first] = await app.sees(/^count RUNNING (\d+)$/m);
      await app.click('greet');
      await app.sees(/^Hello!$/m);
      await app.sees(new RegExp(`^count RUNNING (?!${first}$)`, 'm'));
    },
  );

  await context.test('an endless loop is cancelled', async () => {
    await app.click('stop');
    await app.sees(/^count CANCELLED \d+ interrupt$/m);
  });

  for (const [name, outcome] of [
    ['total', /^total DONE 333328333350000$/m],
    ['fetch', /^fetch DONE fetched$/m],
    ['fail', /^fail ERROR ValueError\('no such row'\)$/m],
    ['table', /^table DONE\s+square\n0\s+0\n1\s+1\n2\s+4\n3\s+9$/m],
    ['cached', /^cached DONE cached 5$/m],
    ['wait', /^wait DONE True$/m],
    ['draw', /^draw: .*a DeltaGenerator of Streamlit belongs to the script/m],
  ]) {
    await context.test(`the outcome of ${name}()`, async () => {
      await app.click(name);
      await app.sees(outcome);
    });
  }

  await context.test('what a task prints is in the console', async () => {
    await app.click('say');
    await app.prints(/^said by a task$/);
  });

  await context.test(
    'a module of the app that is edited is another one in the next task',
    async () => {
      await app.click('price');
      await app.sees(/^price DONE tea: 3 coins$/m);
      await app.write('prices.py', 'def of(name): return f"{name}: 4 coins"');
      await app.click('price');
      await app.sees(/^price DONE tea: 4 coins$/m);
    },
  );

  await context.test('what each run of the script does is done once', async () => {
    const [, runs] = await app.sees(/^run (\d+): 1 task, 1 pickle$/m);
    assert.ok(Number(runs) > 10);
  });

  await context.test('an interval goes on, and a fragment shows it, without reruns', async () => {
    const runs = async () => (await app.sees(/^run (\d+), in a fragment/m))[1];
    await app.click('use a fragment');
    const before = await runs();
    const [, ticks] = await app.sees(/^ticks: (\d+)/m);
    await app.sees(new RegExp(`^ticks: (?!${ticks},)`, 'm'));
    assert.equal(await runs(), before);
  });
});

test('an app in a shared worker runs tasks in its own Python', async (context) => {
  const app = await open(context, { sharedWorker: true });
  await app.sees(/executor: local/);
  for (const [name, outcome] of [
    ['total', /^total DONE 333328333350000$/m],
    ['fetch', /^fetch DONE fetched$/m],
    ['fail', /^fail ERROR ValueError\('no such row'\)$/m],
    ['price', /^price DONE tea: 3 coins$/m],
  ]) {
    await app.click(name);
    await app.sees(outcome);
  }
  await app.sees(/^ticks: [3-9]/m);
});

test('an app starts at a first and at a later visit', async (context) => {
  const app = await App.open(context, 'timing.py');
  for (const visit of ['first', 'second']) {
    if (visit === 'second') await app.reload();
    const [text] = await app.sees(/^first result: .*/m);
    context.diagnostic(`${visit} visit: ${text}`);
  }
});
