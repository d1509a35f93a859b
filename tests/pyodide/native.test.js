/** The Python package on CPython. Each test of pytest is a subtest here. */
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { python } from '../../scripts/python.js';
import { Relay } from '../harness/relay.js';
import { startChild } from './harness/child.js';

const PACKAGE = fileURLToPath(new URL('../../pyodide', import.meta.url));
const HARNESS = fileURLToPath(new URL('harness', import.meta.url));

test('the Python package on CPython', async (context) => {
  const relay = new Relay(context);
  const args = [
    '-m',
    'pytest',
    '-p',
    'events',
    '-p',
    'no:terminal',
    '-o',
    'verbosity_assertions=2',
  ];
  const env = { ...process.env, PYTHONPATH: HARNESS };
  startChild(context, python, args, { cwd: PACKAGE, env }, relay);
  await relay.finish();
});
