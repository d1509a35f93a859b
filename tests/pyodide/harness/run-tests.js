import { boot, read } from './boot.js';

/**
 * What is run, and where. Files and folders are named from the repository's root.
 *
 * @typedef {object} Job
 * @property {string} folder of the Pyodide
 * @property {string[]} wheels
 * @property {Record<string, string>} files that are put into /tests, by their names there
 * @property {string[]} options for pytest
 * @property {object} place what tests can import as the module `place`
 */

/**
 * Runs the tests inside a new Pyodide in this thread.
 *
 * @param {Job & {base: string}} job with the URL of the repository's root
 * @param {(event: string) => void} send is called with one event after the other, as JSON
 */
export async function runTests({ base, folder, wheels, files, options, place }, send) {
  const pyodide = await boot({ base, folder, wheels });
  pyodide.registerJsModule('place', place);
  for (const [name, file] of Object.entries(files)) {
    const path = `/tests/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    pyodide.FS.writeFile(path, await read(new URL(file, base)));
  }
  pyodide.runPython("import sys; sys.path += ['/tests', '/tests/behaviour']");
  const session = pyodide.pyimport('session');
  await session.run(pyodide.toPy([...fixedOptions, ...options]), send);
}

const fixedOptions = [
  '--rootdir=/tests',
  '--confcutdir=/tests',
  '--import-mode=importlib',
  '--strict-markers',
  '--capture=sys', // what programs write goes to the console, which has no file descriptors
  '-pno:cacheprovider',
  '-pno:terminal',
  '-overbosity_assertions=2',
  '-Werror',
];
