import { shortName } from './attributes.ts';
import type { Party, Policy } from './model.ts';

/** One thing that is different now. `attribute` is spelt as the policy spells it. */
export type PolicyChange =
  | { readonly change: 'identity-provider-added' | 'identity-provider-removed'; readonly identityProvider: Party }
  | {
      readonly change: 'attribute-released' | 'attribute-withdrawn';
      readonly identityProvider: Party;
      readonly attribute: string;
    };

/** Names that say who a record is about, without what may be reworded: an edited friendly name is not another party. */
const IDENTIFYING = ['organisationCode', 'brin', 'entityId', 'id', 'name'] as const;

function partyKey(party: Party | null | undefined): string {
  if (typeof party === 'string') return party;
  if (party === null || party === undefined) return '';
  const field = IDENTIFYING.find((name) => typeof party[name] === 'string');
  return field === undefined ? JSON.stringify(party) : `${field}=${String(party[field])}`;
}

const policyKey = (policy: Policy) =>
  JSON.stringify([policy.school, policy.serviceProvider, policy.identityProvider].map(partyKey));

/** Short name → the policy's spelling, of what is released. */
function released(policy: Policy): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name, transfer } of policy.attributes) if (transfer) names.set(shortName(name), name);
  for (const { name, transfer } of policy.attributes) if (!transfer) names.delete(shortName(name));
  return names;
}

const missingIn = <Value>(these: ReadonlyMap<string, Value>, those: ReadonlyMap<string, Value>): Value[] =>
  [...these].filter(([key]) => !those.has(key)).map(([, value]) => value);

/**
 * What changed between two readings of a policy, for a flow that watches it: schools change theirs without telling
 * anyone. Pure. Names of people and things may be reworded, and the order of lists may change, without a change here.
 */
export function comparePolicies(before: readonly Policy[], after: readonly Policy[]): PolicyChange[] {
  const old = new Map(before.map((policy) => [policyKey(policy), policy]));
  const now = new Map(after.map((policy) => [policyKey(policy), policy]));
  const changes: PolicyChange[] = [];
  for (const { identityProvider } of missingIn(old, now)) {
    changes.push({ change: 'identity-provider-removed', identityProvider });
  }
  for (const { identityProvider } of missingIn(now, old)) {
    changes.push({ change: 'identity-provider-added', identityProvider });
  }
  for (const [key, policy] of now) {
    const earlier = old.get(key);
    if (earlier === undefined) continue;
    const { identityProvider } = policy;
    for (const attribute of missingIn(released(earlier), released(policy))) {
      changes.push({ change: 'attribute-withdrawn', identityProvider, attribute });
    }
    for (const attribute of missingIn(released(policy), released(earlier))) {
      changes.push({ change: 'attribute-released', identityProvider, attribute });
    }
  }
  return changes;
}
