import type { Node, NodeContextData } from 'node-red';
import { comparePolicies, type PolicyChange } from '../../lib/arp/drift.ts';
import { Policy } from '../../lib/arp/model.ts';

/**
 * What changed since this node last looked, and remembers what is there now. It is kept in the node's context: a context
 * store on disk makes it outlast a restart.
 *
 * @returns undefined where the node has not looked at this school and service provider before
 */
export async function changesSince(
  node: Node,
  brin: string,
  organisationCode: string,
  policies: readonly Policy[],
): Promise<PolicyChange[] | undefined> {
  const context = node.context();
  // Context keys are paths: a code with a dot in it would be read as one.
  const key = `policy_${Buffer.from(`${brin}/${organisationCode}`).toString('hex')}`;
  const before = Policy.array().safeParse(await read(context, key));
  await write(context, key, structuredClone(policies));
  return before.success ? comparePolicies(before.data, policies) : undefined;
}

const read = (context: NodeContextData, key: string) =>
  new Promise<unknown>((resolve, reject) => {
    context.get(key, (error: Error | null, value: unknown) => (error ? reject(error) : resolve(value)));
  });

const write = (context: NodeContextData, key: string, value: unknown) =>
  new Promise<void>((resolve, reject) => {
    context.set(key, value, (error: Error | null) => (error ? reject(error) : resolve()));
  });
