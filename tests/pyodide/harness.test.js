/** What runs pytest inside Pyodide tells the truth of each test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { job } from './harness/job.js';
import { runInNode } from './harness/run-in-node.js';

const MULTILINE_DIFFERENCE =
  /E +At index 1 diff: 2 != 3\n[^]*Captured stdout call:\nprinted before/;

/** Of each test in samples/: that it passes (null), why it is skipped, or the text of its failure. */
const OUTCOMES = {
  'test_not_a_module.py (collecting)': /E +ImportError: this file cannot be imported/,
  'test_samples.py::test_plain': null,
  'test_samples.py::test_coroutine': null,
  'test_samples.py::test_context_variables_are_a_tests_own[first]': null,
  'test_samples.py::test_context_variables_are_a_tests_own[second]': null,
  'test_samples.py::test_plain_that_fails': MULTILINE_DIFFERENCE,
  'test_samples.py::test_coroutine_that_fails': MULTILINE_DIFFERENCE,
  'test_samples.py::test_coroutine_that_warns': /E +UserWarning: take care/,
  'test_samples.py::test_setup_that_fails': /^setup: [^]*E +ValueError: no resource/,
  'test_samples.py::test_teardown_that_fails': /^teardown: [^]*E +AssertionError: .*'torn down'/,
  'test_samples.py::test_skipped': 'not today',
  'test_samples.py::test_coroutine_that_skips': 'not here',
  'test_samples.py::test_expected_to_fail': 'expected to fail: a known fault',
};

test('each outcome of a test inside Pyodide is told', async (context) => {
  const samples = job({ pyodide: '0.29.5', host: 'node', thread: 'main' }, 'tests/pyodide/samples');
  const { events, output } = await eventsOf(context, samples);
  assert.deepEqual(events.pop(), { type: 'done' }, output);
  const names = events.filter(({ type }) => type === 'start').map(({ name }) => name);
  const ends = events.filter(({ type }) => type === 'end');
  assert.deepEqual(names, Object.keys(OUTCOMES));
  for (const [index, expected] of Object.values(OUTCOMES).entries()) {
    const { error, skipped = null } = ends[index];
    if (expected instanceof RegExp) assert.match(error?.stack ?? 'no failure', expected);
    else assert.equal(error?.stack ?? skipped, expected, names[index]);
  }
});

test('a client that does not come to its tests is a failure', async (context) => {
  const nothing = job({ pyodide: '0.29.5', host: 'node', thread: 'main' }, 'tests/pyodide/samples');
  nothing.options = ['/tests/no_such_file.py'];
  const { events } = await eventsOf(context, nothing);
  assert.equal(events.length, 1);
  assert.match(events[0].error.message, /no_such_file/);
});

/** All that a job tells until its process ends. */
function eventsOf(context, samples) {
  const events = [];
  const lines = [];
  return new Promise((resolve) => {
    runInNode(context, samples, {
      receive: (event) => events.push(event),
      log: (line) => lines.push(line),
      fail: () => resolve({ events, output: lines.join('\n') }),
    });
  });
}
