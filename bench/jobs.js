/** What the benchmark runs in workers: backlit's and the plain ones import the same file. */

export const increment = (x) => x + 1;
export const echo = (value) => value;

/** Some milliseconds of arithmetic that no compiler can leave out. */
export function compute(rounds) {
  let state = 1;
  for (let round = 0; round < rounds; round++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    state ^= state >>> 15;
  }
  return state;
}

export function computeAll(rounds, count) {
  const results = [];
  for (let index = 0; index < count; index++) results.push(compute(rounds + index));
  return results;
}

export function spin() {
  for (;;);
}
