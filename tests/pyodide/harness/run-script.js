import { boot } from './boot.js';

/** Runs a Python program inside a new Pyodide, as a module named `__main__` whose `await` works. */
export async function runScript({ load, code, filename, ...place }) {
  const pyodide = await boot(place);
  if (load.length > 0) await pyodide.loadPackage(load);
  await pyodide.runPythonAsync(code, { filename });
}
