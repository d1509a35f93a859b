/**
 * An AbortSignal whose `aborted` asks the core, so it is right within a loop that never yields; its
 * event comes with abort(). Making one costs more than a small task, so one that nobody has listened to
 * is lent to the next task.
 */

/** @typedef {import('./context.js').TaskContext} TaskContext */

/** @type {WeakMap<AbortSignal, LiveSignal>} */
const lives = new WeakMap();

/** @param {AbortSignal} signal */
const lifeOf = (signal) => /** @type {LiveSignal} */ (lives.get(signal));

const { get: isAborted } = /** @type {{ get: () => boolean }} */ (
  Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')
);
const { get: getHandler, set: setHandler } = /** @type {PropertyDescriptor} */ (
  Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'onabort') ?? {}
);

const livePrototype = Object.create(AbortSignal.prototype, {
  aborted: {
    get() {
      return isAborted.call(this) || (lifeOf(this).context?.cancelRequested() ?? false);
    },
  },
  reason: {
    get() {
      return this.aborted ? lifeOf(this).reason : undefined;
    },
  },
  throwIfAborted: {
    value() {
      if (this.aborted) throw this.reason;
    },
  },
  addEventListener: {
    value(/** @type {any[]} */ ...list) {
      lifeOf(this).isTouched = true;
      return Reflect.apply(AbortSignal.prototype.addEventListener, this, list);
    },
  },
  onabort: {
    get() {
      return getHandler?.call(this);
    },
    set(handler) {
      lifeOf(this).isTouched = true;
      setHandler?.call(this, handler);
    },
  },
});

/** @type {LiveSignal | undefined} */
let idle;

export class LiveSignal {
  #controller = new AbortController();
  /** @type {TaskContext | undefined} */
  context;
  isTouched = false;

  constructor() {
    Object.setPrototypeOf(this.signal, livePrototype);
    lives.set(this.signal, this);
  }

  /** @param {TaskContext} context */
  static lend(context) {
    const live = idle ?? new LiveSignal();
    idle = undefined;
    live.context = context;
    return live;
  }

  get signal() {
    return this.#controller.signal;
  }

  get reason() {
    return this.context?.reason;
  }

  /** @param {unknown} reason */
  abort(reason) {
    this.isTouched = true;
    this.#controller.abort(reason);
  }

  /** The task has ended, and nothing of it goes on. */
  giveBack() {
    if (this.isTouched || this.context?.reason !== undefined) return;
    this.context = undefined;
    idle = this;
  }
}
