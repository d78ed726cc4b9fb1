import type { Person } from './contract.ts';
import type { Finding } from './log-entry.ts';

const EPPN = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CIVIC_NUMBER = /^(\d{4})(\d{2})(\d{2})(\d{4}|TF\d{2})$/;
/** The day of a coordination number is the day of birth and this. */
const COORDINATION_DAYS = 60;
/** Letters that Unicode does not take apart into a base letter and a mark. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  ı: 'i',
  ł: 'l',
  đ: 'd',
  ß: 'ss',
  ð: 'd',
  þ: 'th',
};

/** What is wrong with a person beyond the schema (overforing-av-uppgifter, "Person"). */
export function personFaults(person: Person): Finding[] {
  const faults: Finding[] = [];
  const eppn = person.eduPersonPrincipalNames[0] ?? '';
  if (!EPPN.test(eppn)) faults.push({ id: 'SANDBOX-VALUE', attribute: 'eduPersonPrincipalNames.0', value: eppn });
  if (!isCivicNumber(person.civicNo.value)) {
    faults.push({ id: 'SANDBOX-CIVIC-NUMBER', attribute: 'civicNo.value', value: person.civicNo.value });
  }
  person.enrolments?.forEach(({ schoolType, schoolYear, educationCode }, index) => {
    const compulsory = schoolType === 'GR' || schoolType === 'SP' || schoolType === 'SAM';
    if (compulsory && schoolYear === undefined) {
      faults.push({ id: 'SANDBOX-REQUIRED', attribute: `enrolments.${index}.schoolYear` });
    }
    if (schoolType === 'GY' && !educationCode) {
      faults.push({ id: 'SANDBOX-REQUIRED', attribute: `enrolments.${index}.educationCode` });
    }
  });
  return faults;
}

/**
 * 3047: the user name holds the first three letters of the family name, or the first two of the family name and the first
 * two of the given name. Whether the domain counts is not documented: here it does not.
 */
export function hasNameFragment({ eduPersonPrincipalNames: [eppn = ''], familyName, givenName }: Person): boolean {
  const local = eppn.split('@')[0] ?? '';
  if (UUID.test(local)) return false;
  const family = letters(familyName);
  const given = letters(givenName);
  const userName = letters(local);
  if (family.length >= 3 && userName.includes(family.slice(0, 3))) return true;
  return family.length >= 2 && given.length >= 2 && userName.includes(family.slice(0, 2) + given.slice(0, 2));
}

function letters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[øæıłđßðþ]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
    .replace(/[^\p{Letter}]/gu, '');
}

function isCivicNumber(value: string): boolean {
  const [, year, month, day, end] = CIVIC_NUMBER.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined || end === undefined) return false;
  const coordination = Number(day) > COORDINATION_DAYS;
  const dayOfBirth = Number(day) - (coordination ? COORDINATION_DAYS : 0);
  if (!isDate(Number(year), Number(month), dayOfBirth)) return false;
  // Skolverket's own example of a coordination number fails the check, so the service cannot insist on it.
  return end.startsWith('TF') || coordination || passesLuhn(value.slice(2));
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const doubled = Number(digits[index]) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
