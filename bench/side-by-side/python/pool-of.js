/**
 * What compare() takes for a pool: here it has a function for each measure that the peer can do.
 *
 * @param {string[]} names
 * @param {(name: string, quick: boolean) => Promise<Record<string, number>>} measure
 * @param {() => unknown} close
 * @returns {any}
 */
export const poolOf = (names, measure, close) => ({
  ...Object.fromEntries(
    names.map((name) => [name, (/** @type {boolean} */ quick) => measure(name, quick)]),
  ),
  close,
});
