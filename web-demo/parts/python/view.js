/** Part 3: Python functions on workers. */
import { showCode } from '../../page/code-view.js';
import { element, make, onClick, setText } from '../../page/elements.js';
import { onFrame } from '../../page/frames.js';
import { showStatus, statusOfAll } from '../../page/status.js';
import { openEditor } from './editor.js';
import { openPython } from './python.js';
import pythonSource from './python.js?raw';
import { pythonRows } from './rows.js';
import endless from './samples/endless.py?raw';
import error from './samples/error.py?raw';
import primes from './samples/primes.py?raw';
import sessionSource from './session.py?raw';

const samples = { primes, endless, error };

/** @param {boolean} canCancel whether tasks run on workers */
export function openPythonPart(canCancel) {
  showCode(element('python-code'), { 'session.py': sessionSource, 'python.js': pythonSource });
  const editor = openEditor(element('editor'), primes);
  /** @type {Awaited<ReturnType<typeof openPython>> | undefined} */
  let session;
  let isOpen = false;

  for (const [name, text] of Object.entries(samples)) {
    onClick(`sample-${name}`, () => {
      editor.text = text;
      for (const each of Object.keys(samples)) {
        element(`sample-${each}`).setAttribute('aria-pressed', String(each === name));
      }
    });
  }
  element('sample-endless').disabled = !canCancel;

  onClick('python-run', async () => {
    element('python-run').disabled = true;
    write('');
    try {
      session ??= await openPython({
        report: (step) => showStatus(element('python-status'), 'LOADING', step),
        print: (line) => element('python-output').append(`${line}\n`),
      });
      element('python-output').dataset.empty = 'Nothing was printed.';
      session.submit(editor.text);
      pythonRows.begin(editor.text.length);
      isOpen = true;
    } catch (problem) {
      showStatus(element('python-status'), 'ERROR');
      write(problem.message);
      element('python-run').disabled = false;
    }
  });
  onClick('python-cancel', () => session.cancel());

  /** @param {string} text */
  function write(text) {
    element('python-output').textContent = text;
  }

  onFrame(() => {
    if (!isOpen) return;
    const states = JSON.parse(session.states());
    pythonRows.update(states, () => session.cancel());
    states.forEach((state, part) => showLane(element(`lane-${part}`), state));
    const status = statusOfAll(states);
    showStatus(element('python-status'), status);
    element('python-cancel').disabled = status !== 'RUNNING';
    if (status === 'RUNNING') return;
    isOpen = false;
    element('python-run').disabled = false;
    const { error: traceback } = states.find((state) => state.error) ?? {};
    if (traceback) element('python-output').append(make('span', { className: 'bad' }, traceback));
  });
}

function showLane(lane, { status, latest, result, cancelledBy, error }) {
  showStatus(lane.querySelector('.badge'), status);
  const bar = lane.querySelector('progress');
  bar.value = status === 'DONE' ? 1 : typeof latest === 'number' ? latest : 0;
  const note = result ?? (cancelledBy ? `by ${cancelledBy}` : noteOf(latest, error));
  setText(lane.querySelector('output'), note);
}

function noteOf(latest, error) {
  if (error) return error.trim().split('\n').at(-1);
  if (typeof latest === 'number') return `${Math.round(latest * 100)} %`;
  return latest ?? '';
}
