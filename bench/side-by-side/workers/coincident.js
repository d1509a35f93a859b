import coincident from 'coincident/worker';
import * as jobs from '../jobs.js';

const { proxy } = await coincident();

proxy.state = () => true;
proxy.report = (count) => {
  for (let value = 1; value <= count; value++) proxy.receive(value);
};
Object.assign(proxy, jobs);
