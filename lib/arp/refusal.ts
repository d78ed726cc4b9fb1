import type { HttpResponse } from '../transport/transport.ts';
import { ArpFailure } from './failure.ts';
import { ArpErrorBody } from './model.ts';

const UNAVAILABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Both refusals with status 400 differ in their sentence alone (Kennisnet developers wiki). */
const NO_POLICY = 'arp configuration unavailable for school-service provider combination';
const NO_PROVIDER = 'arp configuration unavailable for organisation';

/** The service's sentence, without what may vary about it; empty where there is none. */
function sentence(body: string): string {
  try {
    const parsed = ArpErrorBody.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.message.toLowerCase().replace(/\s+/g, ' ') : '';
  } catch {
    // A gateway in front of the service answers in HTML: the status says all there is.
    return '';
  }
}

/** Any answer that is not 200, as a failure with a code. Nothing of the answer's text is repeated. */
export function refusal({ status, body }: HttpResponse): ArpFailure {
  if (status === 401 || status === 403) {
    return new ArpFailure('key-not-valid', 'The ARP service does not accept the API key.', { status });
  }
  if (status === 400) {
    const message = sentence(body);
    if (message.includes(NO_POLICY)) {
      return new ArpFailure(
        'no-policy-for-combination',
        'The ARP service has no policy for this school and this service provider.',
        { status },
      );
    }
    if (message.includes(NO_PROVIDER)) {
      return new ArpFailure('key-without-service-provider', 'The API key belongs to no service provider.', { status });
    }
  }
  if (status === 500) {
    return new ArpFailure('arp-internal-error', 'The ARP service failed internally.', { status });
  }
  if (UNAVAILABLE.has(status)) {
    return new ArpFailure('arp-unavailable', `The ARP service cannot answer now (HTTP ${status}).`, { status });
  }
  return new ArpFailure('arp-unexpected-status', `The ARP service answered HTTP ${status}, which is not documented.`, {
    status,
  });
}
