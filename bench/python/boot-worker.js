/** A worker that boots Python as the package's workers do, and tells when it runs Python. */
import { bootPython } from '../../js/python/boot.js';
import { post } from '../../js/worker/platform.js';

void bootPython().then(({ pyodide }) => {
  pyodide.pyimport('backlit.worker').destroy();
  post({ isReady: true });
});
