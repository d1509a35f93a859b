import { median } from './measure.js';

/**
 * How long a page's frames take, of the times that the browser gives them, and the work in each.
 *
 * @param {number} count of frames
 * @param {() => void} work done in each frame
 * @returns {Promise<{ frames: number[], work: number }>} milliseconds; of the work the median
 */
export function timesOfFrames(count, work) {
  return new Promise((resolve, reject) => {
    /** @type {number[]} */
    const starts = [];
    /** @type {number[]} */
    const worked = [];
    requestAnimationFrame(function frame(now) {
      starts.push(now);
      const start = performance.now();
      try {
        work();
      } catch (error) {
        return reject(error);
      }
      worked.push(performance.now() - start);
      if (starts.length <= count) return requestAnimationFrame(frame);
      const frames = starts.slice(1).map((time, index) => time - starts[index]);
      resolve({ frames, work: median(worked) });
    });
  });
}
