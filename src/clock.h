// The clock of all deadlines and timings.
#ifndef BACKLIT_CLOCK_H
#define BACKLIT_CLOCK_H

// Seconds, never set back, comparable between threads. In a browser and in Node the origin is the
// Unix epoch.
double clock_now(void);

#endif
