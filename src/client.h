// Clients: attached threads that submit tasks and read them.
#ifndef BACKLIT_CLIENT_H
#define BACKLIT_CLIENT_H

#include "backlit.h"
#include "output.h"
#include "task.h"

// Wakes the client's thread if it is armed.
void client_wake(struct client *client);
// Who ended a watched task tells its client.
void client_task_ended(struct client *client, struct task *task);
// A client in a worker's thread ends with it; its room stays for as long as its tasks and schedules
// refer to it. Other clients never end. NULL is no client.
void client_retain(struct client *client);
void client_drop(struct client *client);
// The worker is dead: what its clients had goes.
void clients_bury(struct worker *worker);
// What its tasks have written.
struct output *client_output(struct client *client);
// The lane of the tasks that run on its own thread.
struct lane *client_lane(struct client *client);
// Writes a task's outcome into an exchange.
void client_outcome(const struct task *task, struct backlit_exchange *exchange);

#endif
