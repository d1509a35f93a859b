// Submitting, for clients and for schedules.
#ifndef BACKLIT_SUBMIT_H
#define BACKLIT_SUBMIT_H

#include "payload.h"

struct client;

struct submission {
  int32_t function;
  struct value arguments; // its payload is taken if the submission succeeds
  const struct backlit_options *options;
  struct client *client;
};

// As backlit_submit().
backlit_task submit(const struct submission *submission);

#endif
