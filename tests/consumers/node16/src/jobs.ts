import { progress } from 'backlit/task';
import ms from 'ms';

export function total(spans: ms.StringValue[]): string {
  let sum = 0;
  for (const span of spans) {
    sum += ms(span);
    progress(sum);
  }
  return ms(sum, { long: true });
}
