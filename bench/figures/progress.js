/**
 * Progress events from a loop that never yields.
 *
 * "span and drain" is the time of the loop in the worker, first event to last, plus the time that the
 * client then needs to take all of them out: the two in sequence, though they could overlap.
 * "until all are received" is the client's time, from submitting the task until it has the last event;
 * ours reads `task.progress` meanwhile as a busy poll does, raw counts messages.
 */
import { run, taskJobs } from '../peers/backlit.js';
import { atLeast, inTurn, row, timeOf, until } from '../measure.js';

const EVENTS = 10000;

/** @param {number} received */
function requireAll(received) {
  if (received !== EVENTS) throw new Error(`${received} of ${EVENTS} events were received`);
}

/** @param {import('../portable.js').Bench} bench */
export async function progress({ raw, quick }) {
  const spanAndDrain = async () => {
    const task = run(taskJobs.report, EVENTS);
    await until(() => task.done);
    const start = performance.now();
    requireAll(task.progress.length);
    const drain = performance.now() - start;
    const span = task.result;
    return { rate: (EVENTS / (span + drain)) * 1000, span, drain };
  };
  const received = async () => {
    const milliseconds = await timeOf(() => {
      const task = run(taskJobs.report, EVENTS);
      let count = 0;
      while (!task.done) count += task.progress.length;
      requireAll(count + task.progress.length);
    });
    return { rate: (EVENTS / milliseconds) * 1000 };
  };
  const rawReceived = async () => {
    const before = raw.eventCount();
    const milliseconds = await timeOf(() => raw.call('report', EVENTS));
    requireAll(raw.eventCount() - before);
    return { rate: (EVENTS / milliseconds) * 1000 };
  };
  const result = await inTurn(
    { repetitions: quick ? 5 : 15, warmUps: 4 },
    { spanAndDrain, received, rawReceived },
  );
  const many = `${EVENTS.toLocaleString('en')} progress events`;
  return [
    row(`${many}, span and drain`, '/s', result.spanAndDrain.rate, null, atLeast(1e6)),
    row(`${many}: the span in the worker`, 'ms', result.spanAndDrain.span),
    row(`${many}: the drain`, 'ms', result.spanAndDrain.drain),
    row(`${many} until all are received`, '/s', result.received.rate, result.rawReceived.rate),
  ];
}
