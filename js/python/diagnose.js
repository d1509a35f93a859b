/** What can be said about a Python client's runtime and where it runs, by Python's names. */
import { diagnosis } from '../diagnosis.js';
import { isIsolated } from '../isolation.js';

/**
 * @param {import('./client.js').PythonClient} [client] none before the start
 * @returns {Record<string, any>}
 */
export function diagnose(client) {
  const { missingHeaders, problem, heapUsed, ...others } = diagnosis(client);
  return {
    ...others,
    executor: (client?.isLocal ?? !isIsolated()) ? 'local' : 'worker',
    missing_headers: missingHeaders,
    problem: problem ?? undefined,
    heap_used: heapUsed,
  };
}
