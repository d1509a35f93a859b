/** A peer on this machine's CPython, in a process of its own. */
import { delimiter, join } from 'node:path';
import { python } from '../../../scripts/python.js';
import { root } from '../../../scripts/shell.js';
import { openProcess } from './process.js';

const program = join(root, 'bench/side-by-side/python/session.py');
const path = ['pyodide', 'bench/python'].map((folder) => join(root, folder)).join(delimiter);

/** @param {string} peer */
export const onCPython = (peer) => async () => ({
  open: (/** @type {number} */ size) =>
    openProcess(python, [program, peer, String(size)], { PYTHONPATH: path }),
});
