/**
 * The comparison of Python. In Pyodide: backlit and pyodide-pool, in Node and in Chromium. On CPython:
 * backlit there beside asynclit, streamtree, and the two executors of `concurrent.futures`; and, to be read
 * with care, backlit in Pyodide. CPython computes several times as fast, and its threads copy nothing.
 */
import { pathToFileURL } from 'node:url';
import { installWheels, pyodides, wheelsFor } from '../../scripts/pyodide.js';
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

/**
 * @param {string} base URL of the repository's root
 * @param {string[]} wheels
 */
const placeOf = (base, wheels) => ({ base, folder: pyodides[PYODIDE], wheels });

/**
 * @param {string} base URL of the repository's root
 * @param {(peer: string, place: ReturnType<typeof placeOf>) => any} open
 */
async function peersInPyodide(base, open) {
  await installWheels('bench');
  return {
    backlit: open('backlit', placeOf(base, [wheel()])),
    'pyodide-pool': open('pyodide_pool', placeOf(base, wheelsFor('bench'))),
  };
}

function versionsInPyodide() {
  const [, version] = /pyodide_pool-([^-]+)/.exec(wheelsFor('bench').join());
  return `Pyodide ${PYODIDE}, pyodide-pool ${version}`;
}

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
  const peers = {
    backlit: onCPython('backlit'),
    asynclit: onCPython('asynclit'),
    streamtree: onCPython('streamtree'),
    threads: onCPython('threads'),
    processes: onCPython('processes'),
    'backlit in Pyodide': inNode('backlit', placeOf(ownFiles, [wheel()])),
  };
  await compare(peers, measures, options, report);
  return `${await run(python, ['-c', VERSIONS])}; Pyodide ${PYODIDE}, Node ${process.version}`;
}

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function comparePyodideInNode(options, report) {
  await compare(await peersInPyodide(ownFiles, inNode), measures, options, report);
  return `${versionsInPyodide()}, Node ${process.version}`;
}

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the versions
 */
export async function comparePyodideInChromium(options, report) {
  const server = await serve({ root });
  const browser = await launch('chromium', { protocolTimeout: LIMIT });
  try {
    const peers = await peersInPyodide(server.url, (peer, place) =>
      inChromium(peer, place, browser),
    );
    await compare(peers, measures, options, report);
    return `${versionsInPyodide()}, ${await browser.version()}`;
  } finally {
    await browser.close();
    await server.close();
  }
}
