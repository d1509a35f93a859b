/** The animation: a wave of lights, in which the eye sees every late frame. */
import { mayMove } from '../../page/canvas.js';

const LIGHTS = 48;

/**
 * @param {import('../../page/canvas.js').Canvas} canvas
 * @param {string[]} colors of the first and the last light
 * @param {number} now
 */
export function drawWave(canvas, colors, now) {
  const { context, width, height } = canvas;
  const time = mayMove ? now / 1000 : 0;
  canvas.clear();
  const gradient = context.createLinearGradient(0, 0, width, 0);
  colors.forEach((color, index) => gradient.addColorStop(index / (colors.length - 1), color));
  context.fillStyle = gradient;
  for (let light = 0; light < LIGHTS; light++) {
    const place = (light + 0.5) / LIGHTS;
    const swing = Math.sin(place * 9 - time * 3) * 0.55 + Math.sin(place * 4 + time * 1.7) * 0.45;
    const radius = (width / LIGHTS) * (0.26 + 0.1 * Math.sin(place * 20 + time * 4));
    context.globalAlpha = 0.45 + 0.5 * ((swing + 1) / 2);
    context.beginPath();
    context.arc(place * width, height / 2 - swing * height * 0.36, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}
