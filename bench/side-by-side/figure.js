/** @param {string} title @param {string} unit @returns {import('./measures.js').Figure} */
export const less = (title, unit) => ({ title, unit, better: 'less' });

/** @param {string} title @param {string} unit @returns {import('./measures.js').Figure} */
export const more = (title, unit) => ({ title, unit, better: 'more' });
