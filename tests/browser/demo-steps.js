/**
 * What a visitor does on the demo page: every button is pressed, and what it does is seen. Runs in Node, with
 * a browser at its other end, and in a page.
 *
 * @typedef {object} Visitor
 * @property {(selector: string) => Promise<unknown>} press
 * @property {(selector: string, value: string) => Promise<unknown>} choose an option
 * @property {(selector: string, text?: RegExp) => Promise<unknown>} see waits for an element with such a text
 * @property {() => Promise<unknown>} checkAccessibility of the page as it is now
 */

const status = (place, name) => `${place}[data-status="${name}"]`;

/** @param {Visitor} visitor */
export async function visitHead({ press, see }) {
  await see('html[data-ready="worker"]');
  await see('#read-time', /^\d+$/);
  await see('#hero-frames', /^\d+$/);
  await press('#burst');
  await see('#task-rate', /^[\d,]+000$/);
}

/** @param {Visitor} visitor */
async function visitRenderLoop({ press, see }) {
  await see('#picture[data-pictures="1"]');
  await press('#render-start');
  await see(status('#render-status', 'RUNNING'));
  await see('#picture:not([data-pictures="1"])');
  await see('#frame-rate', /^[1-9]/);
  await press('#way-main-thread + span');
  await see('#render-loop[data-way="main-thread"]');
  // A tile takes longer than a frame.
  await see('#frame-late', /^[1-9]/);
  await press('#way-backlit + span');
  await see('#render-loop[data-way="backlit"]');
  await press('#render-start');
  await see(status('#render-status', 'IDLE'));
}

/** @param {Visitor} visitor */
async function visitFlights({ press, choose, see }) {
  await press('#flights-count');
  await see(status('#flights-status', 'DONE'), /24 of 24 tasks/);
  await see('#flights-summary', /^200,000 flights counted$/);
  await see('#delay-chart svg');
  await press('.rows summary');
  await see('.rows[open] #flights-rows tr', /0–499\s*90,828/);
  await press('#flights-confidence');
  await see(status('#flights-status', 'RUNNING'));
  await press('#flights-cancel');
  await see(status('#flights-status', 'CANCELLED'));
  await press('#flights-confidence');
  await see(status('#flights-status', 'DONE'), /6 of 6 tasks/);

  await choose('#retry-failures', '1');
  await press('#retry-run');
  await see(status('#retry-status', 'DONE'), /attempt 2/);
  await see(status('#retry-attempts li:first-child', 'ERROR'));
  await see('#retry-outcome', /^The file has 9\.9 MB\.$/);
  await choose('#retry-failures', '4');
  await press('#retry-run');
  await see(status('#retry-status', 'ERROR'));
  await see('#retry-outcome', /^ConnectionLost: attempt 4 was cut off$/);

  await press('#interval-start');
  await see('#interval-note', /^[2-9] ticks/);
  await press('#interval-block');
  await see('#interval-block[data-blocked]');
  await see('#interval-note', /^([6-9]|\d\d) ticks/);
  await press('#interval-start');
  await see(status('#interval-status', 'IDLE'));
}

/** @param {Visitor} visitor */
async function visitPython({ press, see }) {
  await press('#python-run');
  await see(status('#python-status', 'DONE'));
  await see('#lane-0 output', /^13848$/);
  await see('#lane-1 output', /^\d+$/);
  await press('#sample-endless');
  await press('#python-run');
  await see('#lane-0 output', /rounds$/);
  await see('#lane-1 output', /rounds$/);
  await press('#python-cancel');
  await see(status('#python-status', 'CANCELLED'));
  await see('#lane-1 output', /^by interrupt$/);
  await press('#sample-error');
  await press('#python-run');
  await see(status('#python-status', 'ERROR'));
  await see('#python-output', /File "editor\.py", line 8, in total[^]*KeyError: 'cake'/);
  await press('#sample-primes');
  await see('#editor', /Counts primes/);
}

/** @param {Visitor} visitor */
async function visitTasks({ press, see }) {
  await press('#spin');
  const row = '#task-rows [data-name="while (true) {}"]';
  await see(status(row, 'RUNNING'));
  await press(`${row} button`);
  await see(status(row, 'CANCELLED'));
  await press('#spin');
  await see(status(row, 'RUNNING'));
  await press('#cancel-all');
  await see('#runtime', /2 ended to stop a task/);

  // Tiles can be cancelled too: the next picture begins.
  await press('#render-start');
  await press('#cancel-all');
  await press('#render-start');
  await see(status('#render-status', 'IDLE'));
}

const tabs = { live: 1, 'render-loop': 3, flights: 4, python: 2, stlite: 1, tasks: 1 };

/** @param {Visitor} visitor */
async function visitCode({ press, see }) {
  for (const [part, count] of Object.entries(tabs)) {
    for (let tab = count - 1; tab >= 0; tab--) {
      await press(`#${part}-code-tab-${tab}`);
      await see(`#${part}-code-panel-${tab}:not([hidden])`, /\S/);
    }
  }
  await see('#render-loop-code-panel-2', /BACKLIT_KERNEL\(mandelbrot/);
}

/** @param {Visitor} visitor */
async function visitBothThemes({ press, see, checkAccessibility }) {
  const theme = 'html[data-theme="dark"]';
  await press('#theme');
  await see(theme);
  await checkAccessibility();
  await press('#theme');
  await see('html[data-theme="light"]');
  await checkAccessibility();
}

/** In this order. */
export const visits = [
  visitHead,
  visitRenderLoop,
  visitFlights,
  visitPython,
  visitTasks,
  visitCode,
  visitBothThemes,
];
