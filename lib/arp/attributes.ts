import { ArpFailure } from './failure.ts';
import type { Attribute, Party, Policy } from './model.ts';

/** What a service provider gets of every user, whatever the school's policy (Kennisnet developers wiki). */
export const ALWAYS_RELEASED = [
  'uid',
  'givenName',
  'eduPersonAffiliation',
  'nlEduPersonHomeOrganizationId',
  'nlEduPersonHomeOrganization',
] as const;

/**
 * - `always` – one of the five that every service provider gets
 * - `policy` – the school's policy releases it
 * - `withheld` – the school's policy names it and does not release it
 * - `not-listed` – the policy does not name it: not released, and perhaps misspelt
 */
export type Release = 'always' | 'policy' | 'withheld' | 'not-listed';

/** `released`: all that is required; `refused`: nothing of what the school decides on; `partly`: something between. */
export type Verdict = 'released' | 'partly' | 'refused';

export interface IdentityProviderCheck {
  readonly identityProvider: Party;
  readonly verdict: Verdict;
  readonly attributes: readonly { readonly name: string; readonly released: boolean; readonly release: Release }[];
}

export interface AttributeCheck {
  readonly verdict: Verdict;
  /** The required attributes that at least one identity provider does not release. */
  readonly missing: readonly string[];
  readonly identityProviders: readonly IdentityProviderCheck[];
}

const ALWAYS: ReadonlySet<string> = new Set(ALWAYS_RELEASED.map((name) => name.toLowerCase()));

/** `urn:mace:dir:attribute-def:sn` and `sn` are one attribute to a person, and so are `SN` and `sn`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1).toLowerCase();
}

/**
 * The names of required attributes: each once, in the order given.
 *
 * @throws {ArpFailure} `required-attributes-not-valid` where it is not a list of names, or is empty
 */
export function parseRequired(value: unknown): string[] {
  const list = typeof value === 'string' ? value.split(/[\s,;]+/).filter((name) => name !== '') : value;
  const named = (name: unknown): name is string => typeof name === 'string' && shortName(name.trim()) !== '';
  if (!Array.isArray(list) || list.length === 0 || !list.every(named)) {
    throw new ArpFailure('required-attributes-not-valid', 'The required attributes are not a list of attribute names.');
  }
  const names = new Map<string, string>();
  for (const name of list.map((given) => given.trim())) {
    if (!names.has(shortName(name))) names.set(shortName(name), name);
  }
  return [...names.values()];
}

function releaseOf(name: string, attributes: readonly Attribute[]): Release {
  if (ALWAYS.has(shortName(name))) return 'always';
  const decisions = attributes.filter((attribute) => shortName(attribute.name) === shortName(name));
  if (decisions.length === 0) return 'not-listed';
  // Where a policy contradicts itself nobody can rely on the attribute.
  return decisions.every(({ transfer }) => transfer) ? 'policy' : 'withheld';
}

function verdictOf(releases: readonly Release[]): Verdict {
  const decided = releases.filter((release) => release !== 'always');
  if (decided.every((release) => release === 'policy')) return 'released';
  return decided.includes('policy') ? 'partly' : 'refused';
}

function checkOne(policy: Policy, required: readonly string[]): IdentityProviderCheck {
  const attributes = required.map((name) => {
    const release = releaseOf(name, policy.attributes);
    return { name, released: release === 'always' || release === 'policy', release };
  });
  return {
    identityProvider: policy.identityProvider,
    verdict: verdictOf(attributes.map(({ release }) => release)),
    attributes,
  };
}

function together(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = new Set(verdicts);
  return first !== undefined && others.length === 0 ? first : 'partly';
}

/**
 * Does this school release these attributes to us? Pure.
 *
 * A school may have several identity providers, each with a policy of its own; all of them must release an attribute
 * before every user's login carries it. Without any identity provider only the five that are always released count.
 *
 * @param policies what the service answered for one school and one service provider
 * @param required attribute names, short (`sn`) or in full (`urn:mace:dir:attribute-def:sn`)
 * @throws {ArpFailure} `required-attributes-not-valid`
 *
 * @example
 * checkAttributes(await client.policy('00NT03', 'ACME'), ['uid', 'sn', 'mail']).verdict // 'partly'
 */
export function checkAttributes(policies: readonly Policy[], required: readonly string[]): AttributeCheck {
  const names = parseRequired(required);
  if (policies.length === 0) {
    const missing = names.filter((name) => !ALWAYS.has(shortName(name)));
    return { verdict: missing.length === 0 ? 'released' : 'refused', missing, identityProviders: [] };
  }
  const identityProviders = policies.map((policy) => checkOne(policy, names));
  const missing = names.filter((name) =>
    identityProviders.some(({ attributes }) => attributes.some((it) => it.name === name && !it.released)),
  );
  return { verdict: together(identityProviders.map(({ verdict }) => verdict)), missing, identityProviders };
}
