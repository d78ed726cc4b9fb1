import type { Limiter, Waiting } from './limiter.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export interface LimitedCall extends Waiting {
  /** The quota that the call counts against. */
  readonly quota: string;
  /** Whether an answer says that the service is down; default: status 503. */
  readonly unavailable?: (response: HttpResponse) => boolean;
}

/**
 * One call in its turn: waits for its place in the quota, makes it, and lets the limiter know how it ended.
 *
 * @throws {TransportFailure} and the signal's reason
 */
export async function sendLimited(
  transport: Transport,
  limiter: Limiter,
  request: HttpRequest,
  { quota, unavailable = ({ status }) => status === 503, ...waiting }: LimitedCall,
): Promise<HttpResponse> {
  const pass = await limiter.acquire(quota, waiting);
  try {
    const response = await transport.request({
      ...request,
      ...(waiting.signal === undefined ? {} : { signal: waiting.signal }),
    });
    pass.answered(response, unavailable(response));
    return response;
  } catch (error) {
    if (waiting.signal?.aborted) pass.dropped();
    else pass.failed();
    throw error;
  }
}
