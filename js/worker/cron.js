/** When cron expressions are due. Loaded when the first one is scheduled. */
import { Cron } from '../generated/croner.js';

const MOST_MISSED = 10_000; // that are counted at once

/**
 * @param {string} text JSON of { cron, timeZone }; and { domAndDow } if both days must match
 * @param {number} last when it was due last, in seconds since 1970; NaN: it was not
 * @param {number} now
 * @returns {{ next: number | null, missed: number }} when it is due next after now, null for never; how
 *   many times there were between the two
 */
export function nextTime(text, last, now) {
  const { cron, timeZone, domAndDow } = JSON.parse(text);
  const expression = new Cron(cron, { timezone: timeZone ?? undefined, domAndDow });
  const after = (/** @type {number} */ seconds) => {
    const date = expression.nextRun(new Date(seconds * 1000));
    return date === null ? null : date.getTime() / 1000;
  };
  let missed = 0;
  if (!Number.isNaN(last)) {
    let passed = after(last);
    while (passed !== null && passed <= now && missed < MOST_MISSED) {
      passed = after(passed);
      missed++;
    }
  }
  return { next: after(now), missed };
}
