/**
 * The comparison of Python: backlit in Pyodide beside pyodide-pool, which runs there too, and beside
 * what runs on CPython alone: asynclit, streamtree, and the two executors of `concurrent.futures`. CPython
 * computes several times as fast as Pyodide, and its threads need not copy what they share.
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
export async function comparePython(options, report) {
  const places = placesAt(`${pathToFileURL(root).href}/`);
  const peers = {
    backlit: inNode('backlit', places.backlit),
    'pyodide-pool': inNode('pyodide_pool', places.pyodide_pool),
    'backlit on CPython': onCPython('backlit'),
    asynclit: onCPython('asynclit'),
    streamtree: onCPython('streamtree'),
    threads: onCPython('threads'),
    processes: onCPython('processes'),
  };
  await compare(peers, measures, options, report);
  return `${versionsOf(places)}, Node ${process.version}; ${await run(python, ['-c', VERSIONS])}`;
}

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function comparePythonInChromium(options, report) {
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
