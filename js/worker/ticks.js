/** Ticks the core's deadlines, and feeds the schedules that ask for their next due time. */

import { now } from '../clock.js';

/** A timer that is longer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1; // ms

/** So often a due time that is far is looked at again, as the system's clock may have been set. */
const LOOK_AGAIN = 60; // s

/** By less, the core's clock and the system's do not differ: they are read at different moments. */
const SAME = 0.1; // s

/** A cron expression that was due at a time must not be due at it again. */
const TOLERANCE = 0.05; // s

/** What a timer, which takes whole milliseconds, leaves of a wait is slept. */
const REST = 0.001; // s

/** @typedef {import('../core.js').CoreExports} CoreExports */

/**
 * Calls the core whenever it has news and when its next deadline is due.
 * @param {CoreExports} core
 * @param {WebAssembly.Memory} memory
 * @param {boolean} maySleep this thread has nothing else to do; else a deadline may be a millisecond late
 * @param {() => void} afterwards
 * @returns {() => void} ends that: else the wait for news would keep the memory
 */
export function tickDeadlines(core, memory, maySleep, afterwards) {
  const words = new Int32Array(memory.buffer);
  const word = core.backlit_supervisor_wake_word() >>> 2;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let isOver = false;
  const look = () => {
    const seconds = core.backlit_supervise();
    afterwards();
    return seconds;
  };
  const tick = () => {
    const seen = Atomics.load(words, word);
    let seconds = look();
    if (maySleep && seconds > 0 && seconds < REST) {
      Atomics.wait(words, word, seen, seconds * 1000);
      seconds = look();
    }
    feedSchedules(core, memory).catch((error) => console.error('backlit:', error));
    clearInterval(timer);
    // A second timer, for less than a millisecond, may take 4 and more.
    const milliseconds = maySleep ? Math.floor(seconds * 1000) : Math.ceil(seconds * 1000);
    timer = seconds < 0 ? undefined : setInterval(tick, Math.min(milliseconds, LONGEST_TIMER));
    /** @type {any} */ (timer)?.unref?.();
  };
  const watch = async () => {
    while (!isOver) {
      const seen = Atomics.load(words, word);
      tick();
      const news = Atomics.waitAsync(words, word, seen);
      if (news.async) await news.value;
    }
  };
  void watch();
  return () => {
    isOver = true;
    clearInterval(timer);
    Atomics.notify(words, word);
  };
}

/**
 * @param {CoreExports} core
 * @param {WebAssembly.Memory} memory
 */
async function feedSchedules(core, memory) {
  for (;;) {
    const schedule = core.backlit_schedule_to_feed() >>> 0;
    if (schedule === 0) return;
    const { nextTime } = await import('./cron.js');
    const time = core.backlit_clock();
    const lead = systemLead();
    const last = core.backlit_schedule_last_due(schedule) + lead + TOLERANCE;
    const text = textOf(core, memory, schedule);
    const { next, missed } = nextTime(text, last, time + lead + TOLERANCE);
    const due = next === null ? NaN : next - lead;
    const look = next === null ? 0 : Math.min(due, time + LOOK_AGAIN);
    core.backlit_schedule_feed(schedule, due, look, missed);
  }
}

/** By how many seconds the system's clock is ahead of the core's, which is never set. */
function systemLead() {
  const lead = (Date.now() - now()) / 1000;
  return Math.abs(lead) < SAME ? 0 : lead;
}

/**
 * @param {CoreExports} core
 * @param {WebAssembly.Memory} memory
 * @param {number} schedule
 */
function textOf(core, memory, schedule) {
  const payload = core.backlit_schedule_text(schedule);
  const start = core.backlit_payload_bytes(payload) >>> 0;
  const length = core.backlit_payload_size(payload) >>> 0;
  return new TextDecoder().decode(new Uint8Array(memory.buffer, start, length).slice());
}
