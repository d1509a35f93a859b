/** The client in a worker of the page: page.js answers what it asks. */
import { firstResult, measureGroups } from './client.js';

addEventListener('message', ({ data }) => {
  if (data.call) void main(data);
});

async function main({ call, place, options }) {
  try {
    if (call === 'firstResult') postMessage({ done: await firstResult(place) });
    else postMessage({ done: await measureGroups(place, options, host) });
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
}

/** @type {import('./client.js').Host} */
const host = {
  beside: (group) => ask('benchBeside', group),
  report: (group, rows) => ask('benchRows', group, rows),
  memory: () => ask('benchMemory'),
};

/** Calls a function of the page's window; one at a time. */
function ask(name, ...list) {
  return new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data.answer), { once: true });
    postMessage({ name, list });
  });
}
