/** Measures the Python package: in Node's main thread, and in a worker of a page of Chromium. */
import { fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pyodides } from '../../scripts/pyodide.js';
import { python } from '../../scripts/python.js';
import { serve } from '../../scripts/serve.js';
import { root, run } from '../../scripts/shell.js';
import { wheel } from '../../scripts/wheel.js';
import { launch } from '../../tests/browser/launch.js';
import { median } from '../measure.js';
import { firstResultRows } from '../python/groups.js';
import { memoryOf } from './processes.js';

const PYODIDE = '0.27.7';

/**
 * @typedef {{ quick: boolean, figures: string[] }} Options
 * @typedef {(group: string, rows: import('../measure.js').Row[]) => void} Report
 */

const isWanted = (/** @type {Options} */ { figures }, /** @type {string} */ name) =>
  figures.length === 0 || figures.includes(name);

/** @param {string} base URL of the repository's root */
const placeAt = (base) => ({ base, folder: pyodides[PYODIDE], wheels: [wheel()] });

/** asynclit, on this machine's Python. */
const besideOf =
  (/** @type {Options} */ { quick }) =>
  async (/** @type {string} */ group) => {
    const program = 'bench/python/beside.py';
    return JSON.parse(await run(python, [program, group, ...(quick ? ['--quick'] : [])]));
  };

const again = async (/** @type {number} */ count, /** @type {() => Promise<number>} */ measure) => {
  const all = [];
  while (all.length < count) all.push(await measure());
  return all;
};

/**
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<string>} the version
 */
export async function measurePythonInNode(options, report) {
  if (isWanted(options, 'firstResult')) {
    const times = await again(options.quick ? 1 : 5, () =>
      inProcess('firstResult', options, report),
    );
    report('firstResult', firstResultRows({ cold: median(times) }));
  }
  await inProcess('groups', options, report);
  return `Pyodide ${PYODIDE}, Node ${process.version}`;
}

/**
 * In a process of its own, which this same file is.
 * @param {string} call
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<any>}
 */
function inProcess(call, options, report) {
  const child = fork(fileURLToPath(import.meta.url), [call, JSON.stringify(options)]);
  return new Promise((resolve, reject) => {
    let done;
    child.on('message', (/** @type {any} */ message) => {
      if (message.group) report(message.group, message.rows);
      else done = message.done;
    });
    child.on('exit', (code) =>
      code === 0 ? resolve(done) : reject(new Error(`the benchmark ended with code ${code}`)),
    );
  });
}

async function main() {
  const { firstResult, measureGroups } = await import('../python/client.js');
  const [call, text] = process.argv.slice(2);
  const options = JSON.parse(text);
  const place = placeAt(`${pathToFileURL(root).href}/`);
  const host = {
    beside: besideOf(options),
    report: (/** @type {string} */ group, /** @type {any} */ rows) =>
      process.send?.({ group, rows }),
    memory: async () => memoryOf(process.pid),
  };
  if (call === 'firstResult') process.send?.({ done: await firstResult(place) });
  else await measureGroups(place, options, host);
  process.disconnect?.();
}

/**
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<string>} the version
 */
export async function measurePythonInChromium(options, report) {
  const server = await serve({ root });
  const browser = await launch('chromium');
  const place = placeAt(server.url);
  const inPage = async (/** @type {any} */ context, /** @type {string} */ call) => {
    const page = await context.newPage();
    const functions = {
      benchBeside: besideOf(options),
      benchRows: report,
      benchMemory: () => memoryOf(browser.process()?.pid ?? 0),
    };
    for (const [name, use] of Object.entries(functions)) await page.exposeFunction(name, use);
    await page.goto(`${server.url}bench/python/page.html`);
    const result = await page.evaluate((job) => globalThis.runInWorker(job), {
      call,
      place,
      options,
    });
    await page.close();
    return result;
  };
  try {
    if (isWanted(options, 'firstResult')) {
      const pairs = await again(options.quick ? 1 : 5, async () => {
        const context = await browser.createBrowserContext(); // with nothing kept
        const pair = [await inPage(context, 'firstResult'), await inPage(context, 'firstResult')];
        await context.close();
        return pair;
      });
      const [cold, warm] = [0, 1].map((which) => median(pairs.map((pair) => pair[which])));
      report('firstResult', firstResultRows({ cold, warm }));
    }
    await inPage(browser, 'groups');
    return `Pyodide ${PYODIDE}, ${await browser.version()}`;
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
