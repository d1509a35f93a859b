/** A picture of the Mandelbrot set: each tile is a task, computed in C on a worker. */
import { kernel, options, TaskManager } from 'backlit';
import { kernelArguments, splitTiles } from '../../mandelbrot.js';

/** Keeps the newest tiles only, for the table of tasks. */
export const manager = new TaskManager({ maxCompleted: 24 });

/** Submits all tiles, and returns at once. */
export function startPicture(view) {
  const tile = options({ name: 'Tile', manager });
  return splitTiles(view, 4, 3).map(({ x, y, view: part }) => ({
    x,
    y,
    view: part,
    isDrawn: false,
    task: tile.run(kernel('mandelbrot'), ...kernelArguments(part)),
  }));
}

/** In every frame: draws the tiles that are done by now, and waits for none. */
export function drawTiles(tiles, draw) {
  for (const tile of tiles) {
    if (tile.isDrawn || !tile.task.done) continue;
    if (tile.task.status === 'DONE') draw(tile, tile.task.result);
    tile.isDrawn = true;
  }
  return tiles.every(({ isDrawn }) => isDrawn);
}
