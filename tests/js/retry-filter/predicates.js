/** Predicates of a jobs module for retry-filter.test.js. */
export const isTransient = (error) => error.transient;
export const laterTransient = async (error) => error.transient;
