/** The page's one render loop: what is shown is read from the tasks in each frame. */

/** @type {Set<(now: number) => void>} */
const callbacks = new Set();

/** @param {(now: number) => void} callback called in every frame from now on */
export function onFrame(callback) {
  callbacks.add(callback);
}

requestAnimationFrame(function frame(now) {
  requestAnimationFrame(frame);
  for (const callback of callbacks) callback(now);
});
