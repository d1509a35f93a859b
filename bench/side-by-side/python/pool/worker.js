/** A worker of the pool. What it is sent first is where Pyodide is; then tasks come, one at a time. */
import { boot } from '../../../../tests/pyodide/harness/boot.js';
import { isNode, onMessage } from '../../../../js/worker/platform.js';

const client = isNode ? process.getBuiltinModule('node:worker_threads').parentPort : globalThis;

const RUN_PICKLED = `
import cloudpickle

def run_pickled(payload):
    function, args, kwargs = cloudpickle.loads(payload.to_bytes())
    return cloudpickle.dumps(function(*args, **kwargs))

run_pickled`;

/** Nothing is received before it boots. @type {(message: any) => Promise<void>} */
let receive = async (place) => {
  const pyodide = await boot(place);
  const runPickled = pyodide.runPython(RUN_PICKLED);
  const loaded = new Set();
  receive = async ({ payload, packages }) => {
    const missing = packages.filter((name) => !loaded.has(name));
    if (missing.length > 0) await pyodide.loadPackage(missing, { messageCallback: () => {} });
    for (const name of missing) loaded.add(name);
    const pickle = runPickled(new Uint8Array(payload));
    const { buffer } = pickle.toJs();
    pickle.destroy();
    client.postMessage({ result: buffer }, [buffer]);
  };
  client.postMessage({ isReady: true });
};

onMessage((message) => {
  receive(message).catch((error) => client.postMessage({ error: String(error?.message ?? error) }));
});
