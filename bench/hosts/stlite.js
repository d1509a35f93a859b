/**
 * Measures an app of stlite in Chromium: from a click on a button until the page shows what the script's
 * run has made of it, with no task, and with tasks that compute. Their numbers take turns in one run.
 */
import { fileURLToPath } from 'node:url';
import { App } from '../../tests/stlite/open-app.js';
import { median, quantile, ratioAtMost, row } from '../measure.js';

const VERSION = '0.75.0';
const folder = fileURLToPath(new URL('../stlite', import.meta.url));

/** So many tasks compute meanwhile. */
const LOADS = [0, 1, 2];

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
 * @returns {Promise<number[][]>} milliseconds, by how many tasks compute
 */
async function clickTimes(app, quick) {
  const times = LOADS.map(() => /** @type {number[]} */ ([]));
  await load(app, Math.max(...LOADS)); // all workers are there from then on
  await unload(app);
  for (let turn = quick ? 1 : 10; turn > 0; turn--) {
    for (const tasks of LOADS) {
      await load(app, tasks);
      await app.evaluate(press, 2); // the first ones are not as the others
      times[tasks].push(...(await app.evaluate(press, 20)));
      await unload(app);
    }
  }
  return times;
}

/**
 * @param {App} app
 * @param {number} tasks that compute from now on
 */
async function load(app, tasks) {
  for (let count = 1; count <= tasks; count++) await app.click('run one more');
  await pressUntil(app, new RegExp(`^${tasks} running`, 'm'));
}

/** @param {App} app */
async function unload(app) {
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

/** @param {number[][]} times */
function rows([idle, ...busy]) {
  return busy.flatMap((times, index) => {
    const tasks = `${index + 1} ${index === 0 ? 'task runs' : 'tasks run'}`;
    const goal = index === 1 ? ratioAtMost(1.2) : null;
    return [
      row(`click to rerun, ${tasks}`, 'ms', median(times), median(idle), goal, 'none runs'),
      row(
        `the same, 95 of 100 are sooner`,
        'ms',
        quantile(times, 0.95),
        quantile(idle, 0.95),
        null,
        'none runs',
      ),
    ];
  });
}
