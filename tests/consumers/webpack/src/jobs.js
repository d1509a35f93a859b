import { progress } from 'backlit/task';
import ms from 'ms';
import { sum } from './sum.js';

export function total(spans) {
  for (const span of spans) progress(ms(span));
  return ms(sum(spans.map((span) => ms(span))), { long: true });
}

export async function lateTotal(spans) {
  const { total: same } = await import('./late.js');
  return same(spans);
}
