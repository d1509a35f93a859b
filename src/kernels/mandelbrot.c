#include "backlit.h"

#pragma STDC FP_CONTRACT OFF // the same numbers on every machine, and as in JavaScript

enum { LARGEST_SIDE = 16384 };

// Pixels that are computed together: the operations of one wait for each other, those of several
// overlap.
enum { LANES = 4 };

// Not inlined: V8 puts its fast code for a function into use at the function's next call.
__attribute__((noinline)) static void iterate(const double *real, double imaginary, uint32_t limit,
                                              uint32_t *counts) {
  double x[LANES] = {0};
  double y[LANES] = {0};
  uint32_t inside[LANES] = {1, 1, 1, 1};
  uint32_t any_inside = 1;
  for (uint32_t step = 0; step < limit && any_inside; step++) {
    any_inside = 0;
    for (int lane = 0; lane < LANES; lane++) {
      double x_squared = x[lane] * x[lane];
      double y_squared = y[lane] * y[lane];
      inside[lane] &= x_squared + y_squared <= 4;
      counts[lane] += inside[lane];
      any_inside |= inside[lane];
      y[lane] = 2 * x[lane] * y[lane] + imaginary;
      x[lane] = x_squared - y_squared + real[lane];
    }
  }
}

// mandelbrot(width, height, fromRow, toRow, centerX, centerY, scale, maxIterations): for each pixel
// of these rows of a picture, the number of iterations until it escapes. `scale` is the distance
// between two pixels.
BACKLIT_KERNEL(mandelbrot, BACKLIT_KILLABLE) {
  double width = backlit_argument_number(call, 0);
  double height = backlit_argument_number(call, 1);
  double from_row = backlit_argument_number(call, 2);
  double to_row = backlit_argument_number(call, 3);
  double center_x = backlit_argument_number(call, 4);
  double center_y = backlit_argument_number(call, 5);
  double scale = backlit_argument_number(call, 6);
  double limit = backlit_argument_number(call, 7);
  // Written so that NaN fails too.
  if (!(width >= 1 && width <= LARGEST_SIDE && height >= 1 && height <= LARGEST_SIDE)) {
    return backlit_fail(call, "mandelbrot: width and height are 1 to 16384");
  }
  if (!(from_row >= 0 && from_row < to_row && to_row <= height)) {
    return backlit_fail(call, "mandelbrot: the rows are not 0 <= fromRow < toRow <= height");
  }
  if (!(limit >= 1 && limit <= UINT32_MAX)) {
    return backlit_fail(call, "mandelbrot: maxIterations is 1 or more");
  }

  uint32_t columns = (uint32_t)width;
  uint32_t first = (uint32_t)from_row;
  uint32_t rows = (uint32_t)to_row - first;
  uint32_t *pixels = backlit_return_array(call, BACKLIT_TYPE_UINT32, rows * columns * 4);
  if (pixels == NULL) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  for (uint32_t row = 0; row < rows; row++) {
    if (backlit_call_cancel_requested(call)) {
      return BACKLIT_CANCELLED;
    }
    double imaginary = center_y + (first + row - height / 2) * scale;
    for (uint32_t column = 0; column < columns; column += LANES) {
      double real[LANES];
      uint32_t counts[LANES] = {0};
      for (int lane = 0; lane < LANES; lane++) {
        real[lane] = center_x + (column + lane - width / 2) * scale;
      }
      iterate(real, imaginary, (uint32_t)limit, counts);
      for (uint32_t lane = 0; lane < LANES && column + lane < columns; lane++) {
        *pixels++ = counts[lane];
      }
    }
    backlit_call_fraction(call, (row + 1.0) / rows);
  }
  return 0;
}
