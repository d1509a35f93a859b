/** Pages that are not cross-origin isolated: no threads, so all tasks run in the page itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { consoleText } from './console.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OPENER = 'Cross-Origin-Opener-Policy';
const EMBEDDER = 'Cross-Origin-Embedder-Policy';
const HEADERS = { [OPENER]: 'same-origin', [EMBEDDER]: 'require-corp' };

/** Ever more cycles than a browser gives memories to a page that lets go of none. */
const MANY_CYCLES = 200;

/**
 * Opens an empty page that comes with these headers only; `messages` collects what it writes to the
 * console. In the page, `backlit` is the package and `jobs` are the suites' functions.
 */
async function openPage(context, browser, { sent = [], refusesHead = false } = {}) {
  const server = await serve({ root: ROOT, isolated: false, handle: answer });
  context.after(() => server.close());
  const page = await browser.newPage();
  context.after(() => page.close());
  const messages = [];
  page.on('console', (message) => messages.push(consoleText(message)));
  page.on('pageerror', (error) => messages.push(error.stack));
  await page.goto(server.url);
  await page.evaluate(async () => {
    globalThis.backlit = await import('/dist/index.js');
    const url = new URL('/tests/suite/jobs/jobs.js', location.href);
    globalThis.jobs = globalThis.backlit.remote(url);
  });
  return { page, messages };

  function answer(request, response) {
    const isRefused = refusesHead && request.method === 'HEAD';
    for (const header of isRefused ? [] : sent) response.setHeader(header, HEADERS[header]);
    if (request.url !== '/') return false;
    response.writeHead(isRefused ? 405 : 200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><link rel="icon" href="data:," /><title>empty</title>');
    return true;
  }
}

for (const name of /** @type {const} */ (['chromium', 'firefox'])) {
  test(`a page that is not isolated, in ${name}`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    await t.test('it starts all the same, and warns once, with the remedy', async (context) => {
      const { page, messages } = await openPage(context, browser);
      const facts = await page.evaluate(async () => {
        const { backlit } = globalThis;
        const before = backlit.diagnose();
        for (let cycle = 0; cycle < 3; cycle++) {
          await backlit.start();
          await backlit.shutdown();
        }
        await Promise.all([backlit.start({ workers: 4 }), backlit.start()]);
        return { before, after: backlit.diagnose() };
      });
      assert.equal(messages.length, 1, messages.join('\n'));
      const [warning] = messages;
      assert.match(warning, /^warn/);
      assert.match(warning, /all tasks on this page's own event loop/);
      for (const [header, value] of Object.entries(HEADERS)) {
        assert.ok(warning.includes(`"${header}: ${value}"`), warning);
      }
      assert.match(warning, /backlit\/coi/);

      assert.equal(facts.before.started, false);
      assert.equal(facts.before.isolated, false);
      assert.deepEqual(facts.before.missingHeaders, [OPENER, EMBEDDER]);
      const { started, executor, isolated, missingHeaders, problem, workers } = facts.after;
      assert.deepEqual(
        { started, executor, isolated, missingHeaders, workers },
        {
          started: true,
          executor: 'local',
          isolated: false,
          missingHeaders: [OPENER, EMBEDDER],
          workers: 0,
        },
      );
      assert.match(problem, /not cross-origin isolated/);
      assert.ok(warning.includes(problem), problem);
    });

    for (const [sent, missing] of [
      [OPENER, EMBEDDER],
      [EMBEDDER, OPENER],
    ]) {
      await t.test(`a page that comes with ${sent} alone is told so`, async (context) => {
        const { page, messages } = await openPage(context, browser, { sent: [sent] });
        const facts = await page.evaluate(async () => {
          await globalThis.backlit.start();
          return globalThis.backlit.diagnose();
        });
        assert.equal(facts.executor, 'local');
        assert.deepEqual(facts.missingHeaders, [missing]);
        assert.ok(facts.problem.includes(`It came without ${missing}.`), facts.problem);
        assert.equal(messages.length, 1, messages.join('\n'));
      });
    }

    await t.test(
      'a server that refuses HEAD leaves open which header is missing',
      async (context) => {
        const { page } = await openPage(context, browser, { sent: [OPENER], refusesHead: true });
        const facts = await page.evaluate(async () => {
          await globalThis.backlit.start();
          return globalThis.backlit.diagnose();
        });
        assert.deepEqual(facts.missingHeaders, [OPENER, EMBEDDER]);
        assert.doesNotMatch(facts.problem, /It came without/);
      },
    );

    await t.test('functions, kernels and shared arrays work there', async (context) => {
      const { page } = await openPage(context, browser);
      const outcome = await page.evaluate(async () => {
        const { backlit, jobs } = globalThis;
        const { kernel, run, sharedArray } = backlit;
        await backlit.start();
        globalThis.calls = 0;
        const array = sharedArray(Float64Array, 4);
        const task = run(jobs.countTo, 3);
        return {
          sync: await run(jobs.increment, 1),
          async: await run(jobs.asyncIncrement, 2),
          inline: await run((x) => x + ++globalThis.calls, 3),
          kernel: await run(kernel('increment'), 4),
          picture: (await run(kernel('mandelbrot'), 8, 4, 0, 4, -0.65, 0, 0.3, 100)).length,
          copied: await run(jobs.echo, { map: new Map([['key', new Uint8Array([1, 2])]]) }).then(
            ({ map }) => [...map.get('key')],
          ),
          result: await task,
          progress: task.progress,
          error: await run(jobs.fail, 'class').catch(({ name, degrees }) => [name, degrees]),
          blocking: await run(jobs.sleepLong).catch(({ message }) => message),
          array: await run((shared) => {
            shared.fill(7);
            return shared.subarray(1, 3);
          }, array).then((part) => {
            part[0] = 8;
            return [...array];
          }),
          tasks: backlit.diagnose().tasks,
        };
      });
      assert.match(outcome.blocking, /sleepSync\(\) cannot block a page/);
      delete outcome.blocking;
      assert.deepEqual(outcome, {
        sync: 2,
        async: 3,
        inline: 4,
        kernel: 5,
        picture: 32,
        copied: [1, 2],
        result: 3,
        progress: [0, 1, 2],
        error: ['TooHot', 99],
        array: [7, 8, 7, 7],
        tasks: 0,
      });
    });

    await t.test('cancels, retries, timeouts and schedules work there', async (context) => {
      const { page } = await openPage(context, browser);
      const outcome = await page.evaluate(async () => {
        const { backlit, jobs } = globalThis;
        const { options, run, sharedArray } = backlit;
        await backlit.start();
        const ended = (task) =>
          task.then(
            (value) => value,
            ({ name }) => [name, task.status, task.cancelledBy],
          );
        const waiting = run(jobs.increment, 1);
        const { pending } = backlit.diagnose();
        waiting.cancel();
        const sleeping = run(jobs.asyncSleep, 3600);
        while (sleeping.latest !== 'started') await new Promise((next) => setTimeout(next));
        sleeping.cancel();
        const stubborn = options({ cancelGrace: 0.02 }).run(jobs.neverEnds);
        while (stubborn.latest !== 'started') await new Promise((next) => setTimeout(next));
        stubborn.cancel();
        const retry = { maxAttempts: 5, baseDelay: 0.01 };
        const retried = options({ retry }).run(jobs.failBefore, sharedArray(Int32Array, 1), 3);

        globalThis.ticks = [];
        const job = backlit.scheduleInterval((value) => void globalThis.ticks.push(value), {
          seconds: 0.01,
          args: ['tick'],
        });
        while (globalThis.ticks.length < 3) await new Promise((next) => setTimeout(next));
        job.cancel();
        const cron = backlit.scheduleCron(jobs.increment, { cron: '* * * * *' });
        while (cron.nextRunTime === null) await new Promise((next) => setTimeout(next));
        return {
          pending,
          waiting: await ended(waiting),
          sleeping: await ended(sleeping),
          stubborn: await ended(stubborn),
          retried: [await retried, retried.attempts],
          timeout: await ended(options({ timeout: 0.02 }).run(jobs.asyncSleep, 3600)),
          ticks: globalThis.ticks.slice(0, 3),
          wholeMinute: cron.nextRunTime % 60_000,
        };
      });
      assert.deepEqual(outcome, {
        pending: 1,
        waiting: ['CancelledError', 'CANCELLED', 'flag'],
        sleeping: ['CancelledError', 'CANCELLED', 'flag'],
        stubborn: ['CancelledError', 'CANCELLED', 'disown'],
        retried: [3, 3],
        timeout: ['TimeoutError', 'ERROR', null],
        ticks: ['tick', 'tick', 'tick'],
        wholeMinute: 0,
      });
    });

    await t.test('a runtime that has ended there leaves its memory', async (context) => {
      const { page } = await openPage(context, browser);
      const result = await page.evaluate(async (cycles) => {
        const { backlit, jobs } = globalThis;
        let last;
        for (let cycle = 0; cycle < cycles; cycle++) {
          await backlit.start();
          last = await backlit.run(jobs.increment, cycle);
          await backlit.shutdown();
        }
        return last;
      }, MANY_CYCLES);
      assert.equal(result, MANY_CYCLES);
    });
  });
}
