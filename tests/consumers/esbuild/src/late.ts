import ms from 'ms';
import { sum } from './sum.js';

/** In a module that is imported when it is needed. */
export const total = (spans: ms.StringValue[]) =>
  ms(sum(spans.map((span) => ms(span))), { long: true });
