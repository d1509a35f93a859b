/**
 * Measures an app of stlite in Chromium: from a click on a button until the page shows what the script's
 * run has made of it. Meanwhile nothing else runs, or tasks that compute, or as many plain workers that do:
 * what is left of that machine's cores. All take turns in one run.
 */
import { fileURLToPath } from 'node:url';
import { App } from '../../tests/stlite/open-app.js';
import { median, quantile, ratioAtMost, row } from '../measure.js';

const VERSION = '0.75.0';
const folder = fileURLToPath(new URL('../stlite', import.meta.url));

/** What computes meanwhile. @type {Record<string, { tasks: number, workers: number }>} */
const LOADS = {
  idle: { tasks: 0, workers: 0 },
  oneTask: { tasks: 1, workers: 0 },
  twoTasks: { tasks: 2, workers: 0 },
  twoWorkers: { tasks: 0, workers: 2 },
};

/**
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {(group: string, rows: import('../measure.js').Row[]) => void} report
 * @returns {Promise<string>} the version
 */
export async function measureStlite({ quick }, report) {
  /** @type {(() => any)[]} */
  const cleanUps = [];
  try {
    const app = await App.open({ after: (each) => cleanUps.unshift(each) }, 'app.py', {
      folder,
      version: VERSION,
    });
    report('click', rows(await clickTimes(app, quick)));
    return `stlite ${VERSION}, ${await app.browserVersion()}`;
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

/**
 * @param {App} app
 * @param {boolean} quick
 * @returns {Promise<Record<string, number[]>>} milliseconds, by what computes
 */
async function clickTimes(app, quick) {
  /** @type {Record<string, number[]>} */
  const times = {};
  await load(app, LOADS.twoTasks); // all workers are there from then on
  await unload(app);
  for (let turn = quick ? 1 : 5; turn > 0; turn--) {
    for (const [name, what] of Object.entries(LOADS)) {
      await load(app, what);
      await app.evaluate(press, 2); // the first ones are not as the others
      (times[name] ??= []).push(...(await app.evaluate(press, 20)));
      await unload(app);
    }
  }
  return times;
}

/**
 * @param {App} app
 * @param {{ tasks: number, workers: number }} what computes from now on
 */
async function load(app, { tasks, workers }) {
  for (let count = 1; count <= tasks; count++) await app.click('run one more');
  await pressUntil(app, new RegExp(`^${tasks} running`, 'm'));
  await app.evaluate((count) => {
    const text = URL.createObjectURL(new Blob(['for (;;);']));
    globalThis.spinning = Array.from({ length: count }, () => new Worker(text));
  }, workers);
}

/** @param {App} app */
async function unload(app) {
  await app.evaluate(() =>
    globalThis.spinning.forEach((/** @type {Worker} */ each) => each.terminate()),
  );
  await app.click('stop');
  await pressUntil(app, /^0 running, (\d+) of \1 ended$/m);
}

/**
 * The script runs only when there is a click.
 * @param {App} app
 * @param {RegExp} pattern
 */
async function pressUntil(app, pattern) {
  do await app.evaluate(press, 1);
  while (!pattern.test(await app.text()));
}

/**
 * In the page: clicks, and waits for what comes of it.
 * @param {number} count
 * @returns {Promise<number[]>} milliseconds
 */
async function press(count) {
  const shown = () => document.body.textContent?.match(/presses: \d+/)?.[0];
  const times = [];
  while (times.length < count) {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === 'press',
    );
    const before = shown();
    const begun = performance.now();
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (shown() === before) return;
        observer.disconnect();
        resolve(undefined);
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      button?.click();
    });
    times.push(performance.now() - begun);
    await new Promise((next) => setTimeout(next, 100)); // the run has ended, too
  }
  return times;
}

/** @param {Record<string, number[]>} times */
function rows({ idle, oneTask, twoTasks, twoWorkers }) {
  const compare = (
    /** @type {string} */ figure,
    /** @type {number[]} */ ours,
    /** @type {number[]} */ other,
    /** @type {string} */ against,
    /** @type {import('../measure.js').Goal | null} */ goal = null,
  ) => [
    row(`${figure}, p50`, 'ms', median(ours), median(other), goal, against),
    row(`${figure}, p95`, 'ms', quantile(ours, 0.95), quantile(other, 0.95), null, against),
  ];
  return [
    ...compare('click to rerun, 2 tasks compute', twoTasks, idle, 'none does', ratioAtMost(1.2)),
    ...compare('the same', twoTasks, twoWorkers, '2 plain workers do'),
    ...compare('click to rerun, 1 task computes', oneTask, idle, 'none does'),
  ];
}
