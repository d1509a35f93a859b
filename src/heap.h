// See heap.c; the public part is backlit_allocate() and backlit_free().
#ifndef BACKLIT_HEAP_H
#define BACKLIT_HEAP_H

#include <stddef.h>

void *heap_zeroed(size_t size);

// Without the count of what the core has in use: for libc's malloc() and free().
void *heap_take(size_t size);
void heap_give_back(void *block);

#endif
