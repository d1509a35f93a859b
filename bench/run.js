/**
 * `npm run bench`: measures, and writes bench/results.md and bench/results.json:
 *
 * - side by side with other libraries (`peers-…`): bench/side-by-side;
 * - against goals and plain workers, in Node, Chromium and Firefox, and the Python package against asynclit
 *   on CPython: bench/figures, bench/python.
 *
 *     node bench/run.js [--only peers-node] [--figures throughput,cancel] [--quick]
 *
 * `--only` takes one of the places below, and may be repeated. `--quick` and `--figures` print only.
 */
import { parseArgs } from 'node:util';
import { breakdown } from './breakdown.js';
import { deadlines } from './deadlines.js';
import { download } from './download.js';
import { measureInBrowser } from './hosts/browser.js';
import { measureInNode } from './hosts/node.js';
import { measureStlite } from './hosts/stlite.js';
import { measurePythonInChromium, measurePythonInNode } from './hosts/python.js';
import { keep, loadBefore, tableOf } from './results.js';
import { compareInChromium } from './side-by-side/chromium.js';
import { compareInNode } from './side-by-side/node.js';
import {
  compareOnCPython,
  comparePyodideInChromium,
  comparePyodideInNode,
} from './side-by-side/python.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    figures: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
});
const options = { quick: values.quick, figures: values.figures.split(',').filter(Boolean) };

/** Each measures, and gives the version of what it measured in. */
const places = {
  'peers-node': (/** @type {any} */ report) => compareInNode(options, report),
  'peers-chromium': (/** @type {any} */ report) => compareInChromium(options, report),
  'peers-pyodide': (/** @type {any} */ report) => comparePyodideInNode(options, report),
  'peers-pyodide-chromium': (/** @type {any} */ report) =>
    comparePyodideInChromium(options, report),
  'peers-cpython': (/** @type {any} */ report) => compareOnCPython(options, report),
  node: (/** @type {any} */ report) => measureInNode(options, report),
  chromium: (/** @type {any} */ report) => measureInBrowser('chromium', options, report),
  firefox: (/** @type {any} */ report) => measureInBrowser('firefox', options, report),
  'python-node': (/** @type {any} */ report) => measurePythonInNode(options, report),
  'python-chromium': (/** @type {any} */ report) => measurePythonInChromium(options, report),
  breakdown: async (/** @type {any} */ report) => {
    report('breakdown', await breakdown(options.quick));
    return `Node ${process.version}`;
  },
  stlite: (/** @type {any} */ report) => measureStlite(options, report),
  deadlines: async (/** @type {any} */ report) => {
    report('deadlines', await deadlines());
    return 'the core, compiled for this machine';
  },
  download: async (/** @type {any} */ report) => {
    report('download', await download());
    return 'the files in dist/';
  },
};

/** @type {Record<string, import('./results.js').Part>} */
const measured = {};
for (const [name, measure] of Object.entries(places)) {
  if (values.only && !values.only.includes(name)) continue;
  /** @type {any[]} */
  const all = [];
  const load = loadBefore();
  console.log(`\n${name} (load ${load})`);
  const report = (/** @type {string} */ group, /** @type {any[]} */ rows) => {
    all.push(...rows);
    console.log(`\n${group}\n${tableOf(name).terminal(rows)}`);
  };
  let version;
  try {
    version = await measure(report);
  } catch (error) {
    // Its earlier figures stay in the results; the other places are measured.
    console.error(`${name}: ${error?.stack ?? error}`);
    process.exitCode = 1;
    continue;
  }
  measured[name] = { version, date: new Date().toISOString().slice(0, 10), load, rows: all };
}
if (!options.quick && options.figures.length === 0) {
  keep(measured, Object.keys(places));
  console.log('\nbench/results.md and bench/results.json are written.');
}
