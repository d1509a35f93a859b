/** The core's clock, set by tests. */
import { client } from '../../js/runtime.js';

/** From now on the core's clock stands at this time, in seconds; NaN: it goes by itself again. */
export function setClock(seconds) {
  client().core.exports.backlit_set_clock(seconds);
}
