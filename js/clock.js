/** The core's clock. */

// To find the global ones each time would take longer than to read them.
const clock = performance;
const { timeOrigin } = clock;

/** The time in milliseconds since 1970, on a clock that only goes on. */
export const now = () => timeOrigin + clock.now();
