import type { Reason } from '../outcome.ts';
import type { LogEntry } from '../service.ts';

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
