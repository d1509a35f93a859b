/** Checks of what users pass: each error names the value and the remedy. */

/** @param {unknown} value as it is shown in messages */
export function shown(value) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name || '(without a name)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return `an object of class ${value.constructor?.name ?? 'null'}`;
}

/**
 * @param {string} where the call, for messages
 * @param {unknown} given
 * @param {Record<string, (value: any) => boolean | string>} rules true, or what would be right
 */
export function checkOptions(where, given, rules) {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new TypeError(`${where}: give an object of options, not ${shown(given)}`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) {
      const known = Object.keys(rules).join(', ');
      throw new TypeError(`${where} has no option '${name}': it has ${known}`);
    }
    if (value === undefined) continue;
    const verdict = rules[name](value);
    if (verdict !== true) throw new TypeError(`${where}: ${name} is ${shown(value)}: ${verdict}`);
  }
}

/**
 * @param {number} least
 * @param {number} most
 */
export const wholeNumber = (least, most) => (/** @type {unknown} */ value) =>
  (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) ||
  `give a whole number from ${least} to ${most}`;

/** @param {unknown} value */
export const address = (value) => typeof value === 'string' || value instanceof URL || 'give a URL';
