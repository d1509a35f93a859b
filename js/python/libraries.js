/**
 * Shared libraries that compiled extensions need. Pyodide finds one only if it is loaded, which the
 * client's has done as it loaded the package.
 */

/** @param {string} path */
const isLibrary = (path) => /^\/usr\/lib\/|\.libs\//.test(path) && path.endsWith('.so');

/**
 * Loads the libraries among these files.
 * @param {any} pyodide
 * @param {string[]} paths
 */
export function loadLibraries(pyodide, paths) {
  const { _module: module, FS } = pyodide;
  const loaded = module.LDSO?.loadedLibsByName;
  const libraries = new Map(paths.filter(isLibrary).map((path) => [nameOf(path), path]));
  const find = (/** @type {string} */ name) => libraries.get(nameOf(name));
  const flags = {
    nodelete: true,
    allowUndefined: true,
    fs: { findObject: find, readFile: (/** @type {string} */ name) => FS.readFile(find(name)) },
  };
  for (const [name, path] of libraries) {
    if (loaded === undefined || loaded[name] !== undefined) continue;
    try {
      module.loadDynamicLibrary(path, flags, {});
      loaded[name] ??= loaded[path];
    } catch (error) {
      console.warn(`backlit: ${path} could not be loaded in a worker:`, error);
    }
  }
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
