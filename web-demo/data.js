/** The flights that the demo analyses: published by vega-datasets. */
import { splitRecords } from './statistics.js';

export const address = new URL(
  '../node_modules/vega-datasets/data/flights-200k.json',
  import.meta.url,
);

/**
 * @param {Uint8Array} records
 * @returns {Uint8Array} a few of them, the last of which has lost its distance
 */
export function spoilt(records) {
  const text = new TextDecoder().decode(splitRecords(records, 400)[42].slice());
  return new TextEncoder().encode(text.replace(/"distance":\d+(,[^{]*)$/, '"distance":null$1'));
}
