/**
 * The comparison of Python. In Pyodide: backlit and pyodide-pool, in Node and in Chromium. On CPython:
 * backlit there beside asynclit, streamtree, and the two executors of `concurrent.futures`; and, to be read
 * with care, backlit in Pyodide. CPython computes several times as fast, and its threads copy nothing.
 */
import { pathToFileURL } from 'node:url';
import { pyodides, wheelsFor } from '../../scripts/pyodide.js';
import { python } from '../../scripts/python.js';
import { serve } from '../../scripts/serve.js';
import { root, run } from '../../scripts/shell.js';
import { wheel } from '../../scripts/wheel.js';
import { launch } from '../../tests/browser/launch.js';
import { compare } from './compare.js';
import { inChromium } from './python/chromium.js';
import { onCPython } from './python/cpython.js';
import { measures } from './python/measures.js';
import { inNode } from './python/node.js';

const PYODIDE = '0.27.7';
const ownFiles = `${pathToFileURL(root).href}/`;
const LIMIT = 3600000; // ms for all of the comparison

/** @param {string} base URL of the repository's root */
const placesAt = (base) => {
  const place = { base, folder: pyodides[PYODIDE] };
  return {
    backlit: { ...place, wheels: [wheel()] },
    pyodide_pool: { ...place, wheels: wheelsFor('bench') },
  };
};

const versionsOf = (/** @type {ReturnType<typeof placesAt>} */ { pyodide_pool: { wheels } }) => {
  const [, version] = /pyodide_pool-([^-]+)/.exec(wheels.join());
  return `Pyodide ${PYODIDE}, pyodide-pool ${version}`;
};

const VERSIONS = `
import platform
from importlib.metadata import version
packages = [f"{name} {version(name)}" for name in ("asynclit", "streamtree", "numpy")]
print(f"CPython {platform.python_version()}", *packages, sep=", ", end="")`;

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function compareOnCPython(options, report) {
  const { backlit } = placesAt(ownFiles);
  const peers = {
    backlit: onCPython('backlit'),
    asynclit: onCPython('asynclit'),
    streamtree: onCPython('streamtree'),
    threads: onCPython('threads'),
    processes: onCPython('processes'),
    'backlit in Pyodide': inNode('backlit', backlit),
  };
  await compare(peers, measures, options, report);
  return `${await run(python, ['-c', VERSIONS])}; Pyodide ${PYODIDE}, Node ${process.version}`;
}

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function compareInPyodide(options, report) {
  const places = placesAt(ownFiles);
  const peers = {
    backlit: inNode('backlit', places.backlit),
    'pyodide-pool': inNode('pyodide_pool', places.pyodide_pool),
  };
  await compare(peers, measures, options, report);
  return `${versionsOf(places)}, Node ${process.version}`;
}

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function compareInPyodideInChromium(options, report) {
  const server = await serve({ root });
  const browser = await launch('chromium', { protocolTimeout: LIMIT });
  const places = placesAt(server.url);
  const peers = {
    backlit: inChromium('backlit', places.backlit, browser),
    'pyodide-pool': inChromium('pyodide_pool', places.pyodide_pool, browser),
  };
  try {
    await compare(peers, measures, options, report);
    return `${versionsOf(places)}, ${await browser.version()}`;
  } finally {
    await browser.close();
    await server.close();
  }
}
