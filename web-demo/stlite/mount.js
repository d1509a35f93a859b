/** Starts the app. All that it loads is served beside this page. */
import app from './app.py?raw';

const here = (/** @type {string} */ path) => new URL(path, document.baseURI).href;

globalThis.stlite.mount(
  {
    entrypoint: 'app.py',
    files: { 'app.py': app },
    requirements: [here(`../${import.meta.env.WHEEL}`)],
    pyodideUrl: here('pyodide/pyodide.js'),
  },
  document.getElementById('root'),
);
