/** The head of the page, with numbers that are measured while one looks. */
import { kernel, options, TaskManager } from 'backlit';
import { number } from '../number.js';
import { showCode } from './code-view.js';
import { element, onClick, setText } from './elements.js';
import { onFrame } from './frames.js';
import { FrameTimes } from './frame-times.js';
import { startMeasuring } from './live.js';
import liveSource from './live.js?raw';

const TEXT_INTERVAL = 500; // milliseconds
const TASKS = 10_000;

export function openHero() {
  showCode(element('live-code'), { 'live.js': liveSource });
  const measure = startMeasuring();
  const times = new FrameTimes(3000);
  let lastText = 0;

  onFrame((now) => {
    times.add(now);
    const nanoseconds = measure();
    if (now - lastText < TEXT_INTERVAL || Number.isNaN(nanoseconds)) return;
    lastText = now;
    setText(element('read-time'), nanoseconds.toFixed(0));
    setText(element('reads'), (1000 / nanoseconds).toFixed(0));
    setText(element('hero-frames'), times.summary().rate.toFixed(0));
  });

  onClick('burst', async () => {
    element('burst').disabled = true;
    // Before the tiles of a picture, if there are any.
    const { run } = options({ priority: 'high', manager: new TaskManager({ maxCompleted: 1 }) });
    const begin = performance.now();
    const tasks = Array.from({ length: TASKS }, (_, n) => run(kernel('increment'), n));
    await Promise.all(tasks);
    const rate = (TASKS / (performance.now() - begin)) * 1000;
    setText(element('task-rate'), number(Math.round(rate / 1000) * 1000));
    element('burst').disabled = false;
  });
}
