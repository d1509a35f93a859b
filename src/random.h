// Randomness, for ids and for the jitter of delays.
#ifndef BACKLIT_RANDOM_H
#define BACKLIT_RANDOM_H

#include <stdint.h>

// Once, before the others.
void random_open(void);
// From 0 to 1, without 1.
double random_fraction(void);
// SplitMix64's mixing function (Steele, Lea, Flood 2014), a bijection.
uint64_t random_mix(uint64_t value);

#endif
