/** Python in this page: loaded when it is first needed, from files beside the page. */
import session from './session.py?raw';

/**
 * @param {{ report: (step: string) => void, print: (line: string) => void }} listener
 * @returns {Promise<{ submit(source: string): void, cancel(): void, states(): string }>}
 */
export async function openPython({ report, print }) {
  const folder = new URL('pyodide/', document.baseURI).href;
  report('Loading Python …');
  const { loadPyodide } = await import(/* @vite-ignore */ `${folder}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL: folder, stdout: print });

  report('Installing backlit …');
  const wheel = new URL(import.meta.env.WHEEL, document.baseURI).href;
  await pyodide.loadPackage(wheel, { messageCallback: () => {} });

  report('Starting workers …');
  await pyodide.runPythonAsync('import backlit; await backlit.start(workers=2)');
  pyodide.runPython(session);
  const functions = ['submit', 'cancel', 'states'];
  return Object.fromEntries(functions.map((name) => [name, pyodide.globals.get(name)]));
}
