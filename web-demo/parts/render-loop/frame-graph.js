/** One bar for each frame, as high as the frame was long. */

const HIGHEST = 120; // milliseconds, at the top
const MARK = 16.7;

/**
 * @param {import('../../page/canvas.js').Canvas} canvas
 * @param {import('../../page/frame-times.js').FrameTimes} times
 * @param {{ usual: string, late: string, line: string }} colors
 * @param {number} now
 * @param {number} window milliseconds from the left to the right
 */
export function drawFrameGraph(canvas, times, colors, now, window) {
  const { context, width, height } = canvas;
  canvas.clear();
  const y = (length) => height * (1 - Math.min(length / HIGHEST, 1));
  context.fillStyle = colors.line;
  context.fillRect(0, Math.round(y(MARK)), width, 1);
  for (const { at, length } of times.list) {
    const right = width * (1 - (now - at) / window);
    const wide = Math.max((width * length) / window - 0.6, 1);
    context.fillStyle = times.isLate(length) ? colors.late : colors.usual;
    context.fillRect(right - wide, y(length), wide, height - y(length));
  }
}
