import type { Reason } from '../outcome.ts';
import { readCivicNumber } from './identifiers/civic-number.ts';
import { eppnNameFragment } from './identifiers/eppn.ts';
import type { Person } from './model.ts';
import { blankUnsupported } from './person.ts';
import type { RuleSettings } from './rules.ts';

/** Rules about a person that take more than one attribute, or the settings. They read persons with other defects too. */
export function personRules(
  person: Readonly<Record<string, unknown>>,
  id: string,
  { protectedPersons, staff }: RuleSettings,
): Reason[] {
  const reasons: Reason[] = [];
  const marking = person.securityMarking;
  if (protectedPersons === 'hold' && (marking === 'Sekretessmarkering' || marking === 'Skyddad folkbokföring'))
    reasons.push({ code: 'protected-identity', field: 'securityMarking' });

  // Whoever goes to no school must be there to work.
  if (staff?.has(id) || isEmpty(person.enrolments)) {
    if (isEmpty(blankUnsupported(person.emails))) reasons.push({ code: 'staff-email-missing', field: 'emails' });
  } else if (!isEmpty(person.externalIdentifiers)) {
    reasons.push({ code: 'external-identifier-not-staff', field: 'externalIdentifiers' });
  }
  return reasons;
}

/** What to look at in a person that may be sent. */
export function personNotes({ civicNo, eduPersonPrincipalNames, givenName, familyName }: Person): Reason[] {
  const notes: Reason[] = [];
  if (readCivicNumber(civicNo.value)?.checksum === false)
    notes.push({ code: 'civic-number-coordination-checksum', field: 'civicNo.value' });
  if (eduPersonPrincipalNames.some((eppn) => eppnNameFragment(eppn, givenName, familyName)))
    notes.push({ code: 'eppn-name-fragment', field: 'eduPersonPrincipalNames[0]' });
  return notes;
}

/** What a person logs in by, in lower case: an EPPN is the same in capitals. */
export function loginsOf({ eduPersonPrincipalNames: eppns }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(eppns)) return [];
  return eppns.filter((eppn) => typeof eppn === 'string').map((eppn) => eppn.toLowerCase());
}

/**
 * Finds persons that log in by the same EPPN. Which of them it belongs to is not ours to guess, so all of them are told.
 *
 * @returns the reason for each such person, by id
 */
export function sharedLogins(
  persons: Iterable<{ readonly id: string; readonly logins: readonly string[] }>,
): ReadonlyMap<string, Reason> {
  const owners = new Map<string, Set<string>>();
  for (const { id, logins } of persons) {
    for (const login of logins) {
      const known = owners.get(login);
      if (known) known.add(id);
      else owners.set(login, new Set([id]));
    }
  }
  const reasons = new Map<string, Reason>();
  for (const sharers of owners.values()) {
    if (sharers.size === 1) continue;
    const [first = '', second = ''] = sharers;
    for (const id of sharers) {
      const params = { other: id === first ? second : first, persons: sharers.size };
      reasons.set(id, { code: 'eppn-shared-by-two', field: 'eduPersonPrincipalNames', params });
    }
  }
  return reasons;
}

function isEmpty(list: unknown): boolean {
  return list === undefined || list === null || (Array.isArray(list) && list.every((item) => item === undefined));
}
