/**
 * How late each tick of an interval is, from the first point of the grid (start + k * period) that no earlier
 * tick has served; less than 0 if it is early.
 *
 * @param {number[]} ticks since the start, in the order of time
 * @param {number} period in the same unit
 */
export function lateness(ticks, period) {
  let due = period;
  return ticks.map((tick) => {
    const after = tick - due;
    due = Math.max(due, Math.floor(tick / period) * period) + period;
    return after;
  });
}

/**
 * The drift of the last tick, if none was left out: the time from the start, less a period for each tick.
 *
 * @param {number[]} ticks
 * @param {number} period
 */
export const driftOf = (ticks, period) => ticks[ticks.length - 1] - ticks.length * period;
