/**
 * The picture of the demo, and the kernel of src/kernels/mandelbrot.c once more in JavaScript: the
 * same operations on doubles in the same order, hence the same numbers.
 *
 * @typedef {object} View
 * @property {number} width
 * @property {number} height
 * @property {number} centerX
 * @property {number} centerY
 * @property {number} scale the distance between two pixels
 * @property {number} maxIterations
 */

/**
 * @param {View} view
 * @param {number} fromRow
 * @param {number} toRow
 * @returns {number[]} what the kernel takes
 */
export function kernelArguments(view, fromRow = 0, toRow = view.height) {
  const { width, height, centerX, centerY, scale, maxIterations } = view;
  return [width, height, fromRow, toRow, centerX, centerY, scale, maxIterations];
}

/**
 * @param {number} rows
 * @param {number} parts
 * @returns {[number, number][]} the first row of each part, and the first one after it
 */
export function splitRows(rows, parts) {
  const border = (part) => Math.round((rows * part) / parts);
  return Array.from({ length: parts }, (_, part) => [border(part), border(part + 1)]);
}

/**
 * @param {View} view
 * @param {number} columns
 * @param {number} rows
 * @returns {{ x: number, y: number, view: View }[]} parts of the picture, each a picture by itself
 */
export function splitTiles(view, columns, rows) {
  return splitRows(view.height, rows).flatMap(([top, bottom]) =>
    splitRows(view.width, columns).map(([left, right]) => ({
      x: left,
      y: top,
      view: {
        ...view,
        width: right - left,
        height: bottom - top,
        centerX: view.centerX + ((left + right - view.width) / 2) * view.scale,
        centerY: view.centerY + ((top + bottom - view.height) / 2) * view.scale,
      },
    })),
  );
}

/** @param {View} view */
export function render({ width, height, centerX, centerY, scale, maxIterations }) {
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const imaginary = centerY + (row - height / 2) * scale;
    for (let column = 0; column < width; column++) {
      const real = centerX + (column - width / 2) * scale;
      pixels[row * width + column] = iterations(real, imaginary, maxIterations);
    }
  }
  return pixels;
}

function iterations(real, imaginary, limit) {
  let x = 0;
  let y = 0;
  let count = 0;
  while (count < limit && x * x + y * y <= 4) {
    const next = x * x - y * y + real;
    y = 2 * x * y + imaginary;
    x = next;
    count++;
  }
  return count;
}

/** From night to light, and back. */
const GLOW = [
  [24, 12, 56],
  [72, 32, 168],
  [160, 44, 190],
  [240, 74, 130],
  [255, 160, 66],
  [255, 238, 200],
  [236, 110, 96],
  [96, 34, 128],
];

/**
 * @param {number} count iterations
 * @param {number} limit
 * @returns {[number, number, number]} red, green and blue, 0 to 255
 */
export function color(count, limit) {
  if (count >= limit) return [13, 10, 20];
  const place = (0.14 * Math.sqrt(count) * GLOW.length) / 2;
  const from = GLOW[Math.floor(place) % GLOW.length];
  const to = GLOW[Math.ceil(place) % GLOW.length];
  const mix = (index) => Math.round(from[index] + (to[index] - from[index]) * (place % 1));
  return [mix(0), mix(1), mix(2)];
}

/**
 * @param {number} limit
 * @returns {Uint32Array} for each number of iterations, the color as an ImageData holds it
 */
export function palette(limit) {
  const bytes = new Uint8Array((limit + 1) * 4).fill(255);
  for (let count = 0; count <= limit; count++) bytes.set(color(count, limit), count * 4);
  return new Uint32Array(bytes.buffer);
}
