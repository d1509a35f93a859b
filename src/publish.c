// What clients publish to the hosts of all workers: a payload a slot.
#include "atomics.h"
#include "backlit.h"
#include "lock.h"
#include "payload.h"
#include "thread.h"

static struct lock slots_lock;
static struct backlit_payload *slots[BACKLIT_PUBLISH_SLOTS]; // under the lock, with a reference
static _Atomic uint32_t publications;                        // clients, after the slot

void backlit_publish(uint32_t slot, struct backlit_payload *payload) {
  core_enter();
  if (payload != NULL) {
    payload_hand_over(payload);
  }
  lock_acquire(&slots_lock);
  struct backlit_payload *before = slots[slot];
  slots[slot] = payload;
  lock_release(&slots_lock);
  add_acq_rel(&publications, 1);
  backlit_payload_release(before);
  core_leave();
}

uint32_t backlit_publications(void) { return load_acquire(&publications); }

struct backlit_hold *backlit_published(uint32_t slot) {
  core_enter();
  lock_acquire(&slots_lock);
  struct backlit_payload *payload = slots[slot];
  if (payload != NULL) {
    payload_retain(payload);
  }
  lock_release(&slots_lock);
  struct backlit_hold *hold = payload == NULL ? NULL : backlit_hold_array(payload);
  backlit_payload_release(payload);
  core_leave();
  return hold;
}
