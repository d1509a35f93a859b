/**
 * Progress for pools that leave it to a MessagePort, which the task gets as its argument.
 *
 * @param {number} count
 * @param {(value: number) => void} receive
 * @param {(port: MessagePort) => PromiseLike<unknown>} run
 */
export async function receiveByPort(count, receive, run) {
  const { port1, port2 } = new MessageChannel();
  let received = 0;
  const all = new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      receive(data);
      if (++received === count) resolve(undefined);
    };
  });
  await Promise.all([run(port2), all]);
  port1.close();
}
