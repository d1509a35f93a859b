#include "random.h"

#include "atomics.h"
#include "backlit.h"
#include "host.h"

// SplitMix64's sequence: steps of the golden ratio, mixed.
static const uint64_t GOLDEN = 0x9e3779b97f4a7c15ULL;

static _Atomic uint64_t sequence;

void random_open(void) {
  uint64_t seed;
  host_random(&seed, sizeof seed);
  store_sequential(&sequence, seed);
}

void backlit_seed(double seed) { store_sequential(&sequence, (uint64_t)seed); }

uint64_t random_mix(uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
  return value ^ value >> 31;
}

double random_fraction(void) {
  uint64_t bits = random_mix(add_sequential(&sequence, GOLDEN) + GOLDEN) >> 11;
  return (double)bits * 0x1p-53;
}
