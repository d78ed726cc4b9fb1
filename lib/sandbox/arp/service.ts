import type { Clock } from '../../transport/clock.ts';
import type { Answer, Service } from '../http-server.ts';
import type { Misconduct } from '../misbehaviour.ts';
import { OWN_PROVIDER, POLICIES, SCHOOLS, SERVICE_PROVIDERS } from './entree.ts';

export interface ArpOptions {
  readonly clock: Clock;
  readonly misconduct: Misconduct;
  /** The key of a service provider. */
  readonly key: string;
  /** A key that is valid and belongs to no service provider. */
  readonly keyWithoutProvider: string;
}

const REASONS = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 500: 'Internal Server Error' } as const;

/** Kennisnet's ARP service, versions 1 and 2 (developers wiki). Version 2 has no `sp-config`. */
export function createArp({ clock, misconduct, key, keyWithoutProvider }: ArpOptions): Service {
  return ({ method, path, headers }) => {
    const problem = (status: keyof typeof REASONS, message: string): Answer => ({
      status,
      json: { timestamp: new Date(clock.now()).toISOString(), status, error: REASONS[status], message, path },
    });

    const [, version, operation] = /^\/v([12])\/arp\/(.+)$/.exec(path) ?? [];
    if (method !== 'GET' || operation === undefined) return problem(404, 'No message available');
    if (headers.apikey !== key && headers.apikey !== keyWithoutProvider) return problem(403, '403 Forbidden');
    if (misconduct.arpFails()) return problem(500, 'Internal server error');

    if (operation === 'school-list') return { status: 200, json: SCHOOLS };
    if (operation === 'sp-list') return { status: 200, json: SERVICE_PROVIDERS };
    const [, brin, provider] = /^school\/([^/]+)\/sp\/([^/]+)$/.exec(operation) ?? [];
    const isConfiguration = operation === 'sp-config' && version === '1';
    if (provider === undefined && !isConfiguration) return problem(404, 'No message available');
    if (headers.apikey === keyWithoutProvider) return problem(400, 'ARP configuration unavailable for organisation');
    if (isConfiguration) return { status: 200, json: configuration() };

    const policies = POLICIES.filter(
      ({ school, serviceProvider }) => school.brin === brin && serviceProvider.organisationCode === provider,
    );
    return policies.length > 0
      ? { status: 200, json: policies }
      : problem(400, 'ARP configuration unavailable for school-Service Provider combination');
  };
}

function configuration(): unknown {
  return {
    serviceProvider: SERVICE_PROVIDERS.find(({ organisationCode }) => organisationCode === OWN_PROVIDER),
    attributeReleasePolicy: POLICIES.filter(
      ({ serviceProvider }) => serviceProvider.organisationCode === OWN_PROVIDER,
    ).map(({ school, identityProvider, attributes }) => ({ school, identityProvider, attributes })),
  };
}
