// See heap.c; the public part is backlit_allocate() and backlit_free().
#ifndef BACKLIT_HEAP_H
#define BACKLIT_HEAP_H

#include <stddef.h>

void *heap_zeroed(size_t size);

#endif
