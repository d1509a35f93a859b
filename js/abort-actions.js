/** What is to be done when a signal is aborted: one listener for all, as Node warns of more than ten. */

/** @type {WeakMap<EventTarget, Set<() => void>>} */
const actionsOf = new WeakMap();

/** @param {Event} event */
function act({ target }) {
  const actions = actionsOf.get(/** @type {EventTarget} */ (target)) ?? [];
  for (const action of [...actions]) action();
}

/**
 * @param {AbortSignal} signal that is not aborted yet
 * @param {() => void} action
 * @returns {() => void} takes it back; after the last one the signal holds nothing of ours
 */
export function onAbort(signal, action) {
  const actions = actionsOf.get(signal) ?? new Set();
  actionsOf.set(signal, actions);
  if (actions.size === 0) signal.addEventListener('abort', act);
  actions.add(action);
  return () => {
    if (actions.delete(action) && actions.size === 0) signal.removeEventListener('abort', act);
  };
}
