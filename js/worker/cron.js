/** When cron expressions are due. Loaded when the first one is scheduled. */
import { Cron } from '../generated/croner.js';

/**
 * @param {string} text JSON of { cron, timeZone }
 * @param {number} after seconds since 1970
 * @returns {number | null} when it is due next after that; null: never
 */
export function nextTime(text, after) {
  const { cron, timeZone } = JSON.parse(text);
  const next = new Cron(cron, { timezone: timeZone }).nextRun(new Date(after * 1000));
  return next === null ? null : next.getTime() / 1000;
}
