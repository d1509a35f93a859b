import { Tinypool } from 'tinypool';
import * as jobs from '../jobs.js';

export const increment = (list) => jobs.increment(...list);
export const echo = (list) => jobs.echo(...list);
export const compute = (list) => jobs.compute(...list);
export const computeAll = (list) => jobs.computeAll(...list);
export const spin = (list) => jobs.spin(...list);
export const now = () => jobs.now();
export const transfer = (buffer) => Tinypool.move(buffer);
export function report({ count, port }) {
  for (let value = 1; value <= count; value++) port.postMessage(value);
}
