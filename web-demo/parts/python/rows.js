/** The Python tasks for the table of all tasks: they are in a runtime of their own. */
import { isOpen } from '../../page/status.js';

let rows = [];
let begun = 0;
let bytes = 0;
let cancel = () => {};

export const pythonRows = {
  /** @param {number} size of the source */
  begin(size) {
    begun = Date.now() / 1000;
    bytes = size;
    rows = [];
  },

  /**
   * @param {any[]} states
   * @param {() => void} cancelAll
   */
  update(states, cancelAll) {
    cancel = cancelAll;
    const now = Date.now() / 1000;
    rows = states.map((state, part) => {
      const { started = null, ended = null } = rows[part] ?? {};
      const done = !isOpen(state.status);
      const hasStarted = state.status !== 'PENDING';
      return {
        id: state.id,
        name: `work(${part})`,
        part: 'Python',
        status: state.status,
        fraction: typeof state.latest === 'number' ? state.latest : null,
        note: '',
        queued: begun,
        started: started ?? (hasStarted ? now : null),
        ended: ended ?? (done ? now : null),
        bytes,
        isShared: false,
        received: state.result?.length ?? null,
        cancel,
      };
    });
  },

  list: () => rows,
};
