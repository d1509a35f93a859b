const formatter = new Intl.NumberFormat('en');

// A browser reads its tables of languages at the first use: better now than within a frame.
formatter.format(1000);

/** @param {number} value */
export const number = (value) => formatter.format(value);
