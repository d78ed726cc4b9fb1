import { ArpFailure } from './failure.ts';

/** Two digits, two letters, and two digits more for a location of that school (Kennisnet's examples: `01JO`, `00NT03`). */
const BRIN = /^\d{2}[A-Z]{2}(?:\d{2})?$/;

/** No page gives the form of an organisation code: refused is only what cannot be one segment of a path. */
const ORGANISATION_CODE =
  /^(?!\.{1,2}$)[^\s/\\?#%\p{Cc}\p{Cs}](?:[^/\\?#%\p{Cc}\p{Cs}]{0,98}[^\s/\\?#%\p{Cc}\p{Cs}])?$/u;

/**
 * A school's BRIN in the service's own spelling: capitals, no spaces around it.
 *
 * @throws {ArpFailure} `brin-not-valid`
 */
export function parseBrin(value: unknown): string {
  const brin = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (!BRIN.test(brin)) throw new ArpFailure('brin-not-valid', 'The BRIN of the school is missing or not well-formed.');
  return brin;
}

/**
 * A service provider's organisation code, as it goes into a path (not yet percent-encoded). Numbers are taken too,
 * since a spreadsheet makes them of codes.
 *
 * @throws {ArpFailure} `organisation-code-not-valid`
 */
export function parseOrganisationCode(value: unknown): string {
  const code = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const trimmed = typeof code === 'string' ? code.trim() : '';
  if (!ORGANISATION_CODE.test(trimmed)) {
    throw new ArpFailure(
      'organisation-code-not-valid',
      'The organisation code of the service provider is missing or not well-formed.',
    );
  }
  return trimmed;
}
