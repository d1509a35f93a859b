/** What axe finds in a page. */

/**
 * To be called in a page that has axe's script.
 * @returns {Promise<string[]>} its serious and critical violations
 */
export async function violations() {
  const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join('\n')}`);
}
