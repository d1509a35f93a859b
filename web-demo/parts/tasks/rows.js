/** One row for each task of this page. Reading them waits for nothing, and takes nothing away. */
import { getDefaultManager, summarize } from 'backlit';
import { manager as ticks } from '../flights/interval.js';
import { manager as tiles } from '../render-loop/with-backlit.js';
import { noteOf, sizeOf } from './payload-sizes.js';

export function taskRows() {
  const managers = { Page: getDefaultManager(), Interval: ticks, 'Render loop': tiles };
  return Object.entries(managers).flatMap(([part, manager]) =>
    summarize(manager).flatMap((summary) => {
      const task = manager.get(summary.id);
      if (!task) return []; // it has just made room for another one
      return {
        part,
        ...summary, // id, name, status, attempts, progress, fraction, queued, started, ended
        ...noteOf(task), // bytes, isShared, perhaps another part
        received: summary.status === 'DONE' ? sizeOf(task.result) : null,
        cancel: () => task.cancel(),
      };
    }),
  );
}
