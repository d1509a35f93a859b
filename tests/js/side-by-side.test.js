/** The table of the comparison with other libraries says what was measured, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf, lateness } from '../../bench/interval-ticks.js';
import { compare } from '../../bench/side-by-side/compare.js';
import { less, more } from '../../bench/side-by-side/figure.js';
import { measures, pageMeasures } from '../../bench/side-by-side/measures.js';
import { repeat, submit } from '../../bench/side-by-side/peer.js';
import { advantage, peerTable } from '../../bench/side-by-side/table.js';

const value = (median) => ({ median, low: median, high: median });

test('the best of the others is marked, and backlit is compared with it', () => {
  const cells = { backlit: value(2), slow: value(30), quick: value(10) };
  assert.equal(advantage({ ...less('time', 'µs'), cells }), 5);
  assert.equal(advantage({ ...more('rate', '/s'), cells }), 2 / 30);
  const text = peerTable.markdown([{ ...less('time', 'µs'), cells }]);
  assert.match(text, /\| time, µs \| 2\.00 \| 30\.0 \| \*\*10\.0\*\* \| 5\.00 × better \|/);
});

test('what a peer cannot do, or failed to do, is said and never counts', () => {
  const cells = { backlit: value(2), a: 'not supported', b: { failed: 'over 60 s' }, c: value(4) };
  const line = { ...less('time', 'ms'), cells };
  assert.equal(advantage(line), 2);
  const text = peerTable.markdown([line]);
  assert.match(text, /\| 2\.00 \| not supported \| failed: over 60 s \| \*\*4\.00\*\* \|/);
});

test('what only one side can do has no advantage', () => {
  const cells = { backlit: value(2), a: 'not supported' };
  assert.equal(advantage({ ...less('time', 'ms'), cells }), undefined);
  const others = { backlit: 'not supported', a: value(2) };
  assert.equal(advantage({ ...less('time', 'ms'), cells: others }), undefined);
});

test('beside none of something, some of it is better or worse, and no number of times', () => {
  const shown = (ours, other) =>
    peerTable.markdown([
      { ...less('missed', ''), cells: { backlit: value(ours), other: value(other) } },
    ]);
  assert.match(shown(0, 25), /\| 0\.00 \| \*\*25\.0\*\* \| better \|/);
  assert.match(shown(25, 0), /\| 25\.0 \| \*\*0\.00\*\* \| worse \|/);
  assert.match(shown(0, 0), /\| the same \|/);
});

test('frames are measured only in a page, all else also in Node', () => {
  assert.deepEqual(Object.keys(pageMeasures), [...Object.keys(measures), 'frames']);
});

test('where a call is only a promise, a flag tells that a task is done', async () => {
  let end;
  const task = submit({ call: () => new Promise((resolve) => (end = resolve)) }, 'increment', 1);
  assert.equal(task.isDone(), false);
  end(2);
  assert.equal(await task.result, 2);
  assert.equal(task.isDone(), true);
});

test('where a library repeats nothing, a timer calls, until it is stopped', async () => {
  let count = 0;
  const repeated = repeat({ call: async () => ++count }, 1, 'now');
  while (count < 3) await new Promise((next) => setTimeout(next, 1));
  const results = await repeated.stop();
  assert.deepEqual(results.slice(0, 3), [1, 2, 3]);
  await new Promise((next) => setTimeout(next, 20));
  assert.equal(count, results.length);
});

test('an error of a repeated call is told when it is stopped, and not before', async () => {
  let count = 0;
  const failing = { call: () => Promise.reject(new Error(`it broke, ${++count}`)) };
  const repeated = repeat(failing, 1, 'now');
  while (count < 2) await new Promise((next) => setTimeout(next, 1));
  await assert.rejects(async () => repeated.stop(), /it broke, 1/);
});

test('a tick serves the first point of the grid that none has served, or the last that is past', () => {
  const ticks = [51, 99, 152, 370, 401, 450];
  assert.deepEqual(lateness(ticks, 50), [1, -1, 2, 170, 1, 0]);
  assert.equal(driftOf(ticks, 50), 150);
});

test('a measure or a number that a peer lacks is not supported, an error is told', async () => {
  const measure = {
    figures: { one: less('one', 'ms'), two: less('two', 'ms') },
    needs: 'work',
    times: { warmUps: 1, repetitions: 2 },
    measure: (pool) => pool.work(),
  };
  const peer = (pool) => async () => ({ open: async () => ({ ...pool, close() {} }) });
  const peers = {
    both: peer({ work: async () => ({ one: 1, two: 2 }) }),
    half: peer({ work: async () => ({ one: 1 }) }),
    none: peer({}),
    broken: peer({ work: () => Promise.reject(new Error('it broke')) }),
  };
  const cells = [];
  await compare(peers, { measure }, { quick: false, figures: [] }, (_, lines) => {
    cells.push(...lines.map((line) => line.cells));
  });
  const [none, broken] = ['not supported', { failed: 'it broke' }];
  assert.deepEqual(cells, [
    { both: value(1), half: value(1), none, broken },
    { both: value(2), half: none, none, broken },
  ]);
});
