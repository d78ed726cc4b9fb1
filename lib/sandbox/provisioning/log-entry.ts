import type { LogEntry } from '../../dnp/service.ts';
import type { Stage } from '../../stage.ts';

/** What an entry says beyond its kind. */
type Details = Partial<
  Pick<
    LogEntry,
    | 'parameterName'
    | 'parameterValue'
    | 'resourceType'
    | 'resourceId'
    | 'attributeName'
    | 'attributeValue'
    | 'severityLevel'
  >
>;

interface Kind {
  readonly statusCode: number;
  readonly messageType: string;
  readonly message: string;
}

/**
 * What the service says, by id. The numbered ones are the contract's own words (Provisioning API 1.3.2); what no document
 * gives is prefixed `SANDBOX-`. `<…>` in a text is filled with the parameter's or the attribute's name.
 */
const KINDS = {
  2010: kind(400, 'Ogiltigt format', 'Ogiltigt format på ´body´ parameter <…>. Format ska vara UUID enligt RFC4122.'),
  2011: kind(400, 'Ogiltigt format', 'Ogiltigt format på ´path´ parameter <…>. Format ska vara UUID enligt RFC4122.'),
  2025: kind(400, 'Ogiltigt format', 'Ogiltigt format på ´query´ parameter <…>. Format ska vara boolean (true/false).'),
  3047: kind(
    400,
    'Bristfälligt värde',
    'Bristfälligt värde på Federationsanvändarnamn, värdet innehåller de tre första bokstäverna i efternamnet, eller de två första bokstäverna i efternamnet och de två första bokstäverna i förnamnet.',
  ),
  3085: kind(400, 'Ogiltigt värde', 'Värdet för <…> måste vara ett tal mellan 1 och 100 (inklusive).'),
  4001: kind(404, 'Ogiltigt värde', 'Resursen identifierad av angivet värde i <…> hittades inte.'),
  5002: kind(403, 'Behörighet saknas', 'Ogiltigt JWT bearer token.'),
  5004: kind(500, 'Okänt fel', 'Ett okänt fel inträffade.'),
  5020: kind(413, 'Teknisk begränsning', 'Provisionerade uppgifter överstiger tillåten datamängd.'),
  5021: kind(
    429,
    'Teknisk begränsning',
    'Den högsta tillåtna antal förfrågningar har uppnåtts för den specifika URL:en.',
  ),
  5022: kind(503, 'Teknisk begränsning', 'Tjänsten är inte tillgänglig. Försök igen senare.'),
  'SANDBOX-BODY': kind(400, 'Ogiltigt format', 'Anropets ´body´ följer inte kontraktet.'),
  'SANDBOX-NO-OPERATION': kind(404, 'Ogiltigt värde', 'Ingen sådan operation finns i kontraktet.'),
  'SANDBOX-PAGE-TOKEN': kind(400, 'Ogiltigt värde', 'Värdet för <…> är inte ett värde som tjänsten har givit.'),
  'SANDBOX-REQUIRED': kind(400, 'Värde saknas', 'Obligatoriskt värde saknas för <…>.'),
  'SANDBOX-VALUE': kind(400, 'Ogiltigt värde', 'Ogiltigt värde på <…>.'),
  'SANDBOX-TEXT': kind(400, 'Ogiltigt format', 'Texten i <…> är inte giltig Unicode.'),
  'SANDBOX-CIVIC-NUMBER': kind(
    400,
    'Ogiltigt värde',
    'Värdet på <…> är inte ett giltigt person- eller samordningsnummer.',
  ),
  'SANDBOX-EPPN-TAKEN': kind(409, 'Ogiltigt värde', 'Värdet på <…> används redan av en annan person.'),
  'SANDBOX-STAFF-EMAIL': kind(400, 'Värde saknas', 'Skolpersonal måste ha en e-postadress av typen Skola personal.'),
  'SANDBOX-SCHOOL-UNIT': kind(
    400,
    'Ogiltig referens',
    'Värdet på <…> är inte en skolenhet med ett UUID från Skolverket.',
  ),
  'SANDBOX-TEST-ACTIVITY': kind(400, 'Ogiltig referens', 'Värdet på <…> är inte en provaktivitet.'),
  'SANDBOX-REFERENCE': kind(404, 'Ogiltig referens', 'Resursen som <…> refererar till finns inte i provtjänsten.'),
  'SANDBOX-EXISTS': kind(409, 'Ogiltigt värde', 'En resurs med samma <…> finns redan.'),
  'SANDBOX-TEMPORARY': kind(503, 'Tillfälligt fel', 'Ett tillfälligt fel inträffade. Försök igen senare.'),
} as const satisfies Record<string, Kind>;

export type EntryId = `${keyof typeof KINDS}`;

function kind(statusCode: number, messageType: string, message: string): Kind {
  return { statusCode, messageType, message };
}

/** An entry of the service's log as the contract describes it. `now` is in ms since 1970. */
export function logEntry(id: EntryId, now: number, details: Details = {}): LogEntry {
  const { statusCode, messageType, message }: Kind = KINDS[id];
  return {
    id,
    statusCode,
    messageType,
    message: message.replace('…', details.attributeName ?? details.parameterName ?? 'id'),
    severityLevel: 'Error',
    timeOfOccurance: new Date(now).toISOString(),
    ...details,
  };
}

/** A finding about one attribute of an object, before it is written down as a log entry. */
export interface Finding {
  readonly id: EntryId;
  /** Path below the resource, such as `enrolments.0.schoolYear`. */
  readonly attribute: string;
  readonly value?: unknown;
}

/** A finding as the service writes it, the value echoed as a short text. */
export function entryOf(
  { id, attribute, value }: Finding,
  { stage, objectId, now }: { readonly stage: Stage; readonly objectId: string; readonly now: number },
  severityLevel: 'Error' | 'Warning' = 'Error',
): LogEntry {
  return logEntry(id, now, {
    resourceType: stage,
    resourceId: objectId,
    attributeName: attribute,
    ...(value === undefined ? {} : { attributeValue: shortText(value) }),
    severityLevel,
  });
}

function shortText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.toWellFormed().slice(0, 200);
}
