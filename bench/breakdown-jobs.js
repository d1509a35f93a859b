/** What bench/breakdown.js runs: the functions tell when they began. */
const now = () => performance.timeOrigin + performance.now();

export const beginning = () => now();

export const beginningWith = (value) => ({ ...value, beginning: now() });
