/** The peer in a worker of the page. Its first message opens it, the others measure it. */
import { openSession } from './session.js';

let answer = async (place, peer, size) => {
  const { names, measure } = await openSession(place, peer, size);
  answer = measure;
  return { names };
};

addEventListener('message', async ({ data }) => {
  postMessage(await answer(...data).catch((error) => ({ error: String(error?.stack ?? error) })));
});
