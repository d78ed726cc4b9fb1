import type { Reason } from '../../outcome.ts';
import { IdentityFailure } from '../../transport/tls-identity.ts';
import { GrantRefused, TokenNotTrusted } from '../grant/failures.ts';
import type { LogEntry } from '../service.ts';
import { ServiceFailure } from '../service-failure.ts';

/** Longest category that is passed on; the service's are a word or two. */
const CATEGORY = 60;

/**
 * The reason that an entry of the service's log gives: its id, the attribute, and the category. Its message and values
 * stay in the sealed answer, since they can echo personal data.
 */
export function reasonOf(entry: LogEntry): Reason {
  const field = entry.attributeName ?? entry.parameterName;
  return {
    code: entry.id,
    ...(field === undefined ? {} : { field }),
    ...(entry.messageType === undefined ? {} : { params: { category: entry.messageType.slice(0, CATEGORY) } }),
  };
}

/** Why a call could not be made, as the reason of every object that it was for. */
export function reasonOfFailure(failure: Error): Reason {
  if (failure instanceof ServiceFailure) return { code: failure.code };
  if (failure instanceof GrantRefused || failure instanceof TokenNotTrusted || failure instanceof IdentityFailure) {
    return { code: 'not-authorized', params: { cause: failure.code } };
  }
  return { code: 'service-unreachable' };
}
