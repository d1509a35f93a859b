/** The message of a rejection that is no failure, though a browser may log it as one. */
export const MARKER = 'The harness asks whether all rejections were told';

/**
 * Watches this thread for errors that nothing caught.
 *
 * @returns {{take: () => Promise<{reason: unknown} | undefined>}} `take` hands over the first one
 *   since its last call
 */
export function watchUncaught() {
  let first;
  let onMarker;
  const marker = new Error(MARKER);
  const note = (reason) => {
    if (reason === marker) onMarker();
    else first ??= { reason };
  };
  listen(note);
  return {
    async take() {
      // Rejections count as unhandled some time later, but in order: when the marker comes back,
      // all earlier ones are known.
      await new Promise((resolve) => {
        onMarker = resolve;
        Promise.reject(marker);
      });
      const taken = first;
      first = undefined;
      return taken;
    },
  };
}

function listen(note) {
  if (typeof addEventListener !== 'function') {
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    return;
  }
  // A prevented error stays in this thread: a worker's would go on to its page.
  addEventListener('error', (event) => {
    event.preventDefault();
    note(event.error ?? new Error(event.message));
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    note(event.reason);
  });
}
