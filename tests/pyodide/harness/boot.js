/**
 * Starts a Pyodide with packages in it, in any thread of Node or a browser.
 *
 * @param {object} options
 * @param {string} options.base URL of the repository's root, `file:` or of a server
 * @param {string} options.folder of the Pyodide, below the root
 * @param {string[]} options.wheels below the root
 * @param {object} [options.settings] for `loadPyodide`
 */
export async function boot({ base, folder, wheels, settings }) {
  const index = new URL(`${folder}/`, base);
  const { loadPyodide } = await import(new URL('pyodide.mjs', index).href);
  // In Node it wants a path.
  const indexURL = index.protocol === 'file:' ? decodeURIComponent(index.pathname) : index.href;
  const pyodide = await loadPyodide({ indexURL, ...settings });
  const extractDir = pyodide.runPython('import site; site.getsitepackages()[0]');
  for (const wheel of wheels) {
    const content = await read(new URL(wheel, base));
    pyodide.unpackArchive(content, 'wheel', { extractDir });
  }
  return pyodide;
}

/**
 * @param {URL} url
 * @returns {Promise<Uint8Array>}
 */
export async function read(url) {
  if (url.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
