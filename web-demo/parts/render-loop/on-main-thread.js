/** The same picture without backlit: the page computes the tiles by itself. */
import { render, splitTiles } from '../../mandelbrot.js';

export function startPicture(view) {
  return splitTiles(view, 4, 3).map((tile) => ({ ...tile, isDrawn: false }));
}

/** In every frame: computes and draws one more tile. The frame is late by as long as that takes. */
export function drawTiles(tiles, draw) {
  const tile = tiles.find(({ isDrawn }) => !isDrawn);
  draw(tile, render(tile.view));
  tile.isDrawn = true;
  return tiles.every(({ isDrawn }) => isDrawn);
}
