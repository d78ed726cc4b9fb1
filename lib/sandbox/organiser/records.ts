import type { Draw, Sex } from './draw.ts';
import { two } from './draw.ts';

/** The objects of a SIS as the sample organiser has them: more than the test service wants to know. */
export interface SisPerson {
  readonly id: string;
  readonly meta: object;
  givenName: string;
  readonly middleName?: string;
  familyName: string;
  eduPersonPrincipalNames: string[];
  civicNo: { value: string; nationality: string };
  readonly birthDate: string;
  readonly sex: Sex;
  readonly externalIdentifiers?: readonly object[];
  securityMarking: string;
  personStatus: string;
  emails: { value: string; type: string }[];
  readonly addresses: readonly object[];
  readonly phoneNumbers: readonly object[];
  enrolments?: SisEnrolment[];
}

export interface SisEnrolment {
  readonly enroledAt: Ref;
  schoolType: string;
  schoolYear?: number;
  educationCode?: string;
  readonly startDate: string;
  endDate?: string;
}

export interface SisDuty {
  readonly id: string;
  readonly meta: object;
  person: Ref;
  dutyAt: Ref;
  dutyRole: string;
  readonly signature: string;
  readonly dutyPercent: number;
  readonly startDate: string;
  endDate?: string;
}

export interface SisGroup {
  readonly id: string;
  readonly meta: object;
  readonly displayName: string;
  groupType: string;
  readonly schoolType: string;
  readonly organisation: Ref;
  readonly startDate: string;
  readonly endDate: string;
  readonly groupMemberships: { person: Ref; startDate: string; endDate?: string }[];
}

export interface SisActivity {
  readonly id: string;
  readonly meta: object;
  readonly displayName: string;
  activityType: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly organisation: Ref;
  groups: Ref[];
  teachers: { duty: Ref; startDate: string; grader: boolean }[];
  readonly parentActivity?: Ref;
}

export interface SisOrganisation {
  readonly id: string;
  readonly displayName: string;
  readonly organisationType: string;
  readonly organisationNumber?: string;
  readonly schoolUnitCode?: string;
  readonly schoolTypes?: readonly string[];
  readonly municipalityCode: string;
  readonly parentOrganisation?: Ref;
}

export interface Ref {
  readonly id: string;
}

/** The organiser while it is being made. */
export interface Municipality {
  readonly organisations: SisOrganisation[];
  readonly persons: SisPerson[];
  readonly duties: SisDuty[];
  readonly groups: SisGroup[];
  readonly activities: SisActivity[];
}

/** The days that the sample's dates hang on, all relative to the day it is made for, so that it never goes stale. */
export interface Calendar {
  /** YYYY-MM-DD, as all of them. */
  readonly today: string;
  readonly enrolled: string;
  readonly termStart: string;
  readonly termEnd: string;
  /** Not long ago. */
  readonly ended: string;
  /** The calendar year that school years are counted from. */
  readonly year: number;
}

const DAY = 86_400_000;

/** @param today `YYYY-MM-DD` */
export function calendarOf(today: string): Calendar {
  const noon = Date.parse(`${today}T12:00:00Z`);
  const inDays = (days: number) => new Date(noon + days * DAY).toISOString().slice(0, 10);
  return {
    today,
    enrolled: inDays(-400),
    termStart: inDays(-75),
    termEnd: inDays(210),
    ended: inDays(-20),
    year: Number(today.slice(0, 4)),
  };
}

const DOMAIN = 'edu.granlunda.example';
const GIVEN_NAMES = {
  Kvinna: ['Ebba', 'Freja', 'Saga', 'Amina', 'Zahra', 'Åsa', 'Noor', 'Wilma', 'Fatima', 'Vera', 'Signe', 'Elsa'],
  Man: ['Ali', 'Lucas', 'Omar', 'José', 'Sixten', 'Oliver', 'D’Angelo', 'Nils', 'Hugo', 'Björn', 'Yusuf', 'Elias'],
} as const satisfies Record<Sex, readonly [string, ...string[]]>;
const FAMILY_NAMES = [
  'Andersson',
  'Lindström',
  'von Essen',
  'Ahmed',
  'Nguyễn',
  'Ek',
  'Yılmaz',
  'O’Brien',
  'Ås',
  'Sjöö',
  'Haddad',
  'Svensson',
  'Ali',
  'Öberg',
  'Nowak',
] as const;
const STREETS = ['Storgatan', 'Kyrkvägen', 'Björkallén', 'Skolgränd'] as const;

/** A person of a SIS: everything there is about them but what they do at a school. */
export function person(draw: Draw, calendar: Calendar, { age, number }: { age: number; number: number }): SisPerson {
  const sex = draw.oneOf<Sex>(['Kvinna', 'Man']);
  const born = draw.birthDate(calendar.year - age);
  const value = draw.civicNumber(born, sex);
  const isStaff = age > 21;
  const middleName = draw.chance(0.2) ? draw.oneOf(FAMILY_NAMES) : undefined;
  return {
    id: draw.uuid(),
    meta: { created: `${calendar.enrolled}T04:00:00.000Z`, modified: `${calendar.termStart}T04:00:00.000Z` },
    givenName: draw.oneOf(GIVEN_NAMES[sex]),
    ...(middleName === undefined ? {} : { middleName }),
    familyName: draw.oneOf(FAMILY_NAMES),
    eduPersonPrincipalNames: [`${draw.uuid()}@${DOMAIN}`],
    civicNo: { value, nationality: 'SE' },
    birthDate: `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`,
    sex,
    ...(isStaff && draw.chance(0.1) ? { externalIdentifiers: [eduId(number)] } : {}),
    securityMarking: 'Ingen',
    personStatus: 'Aktiv',
    emails: [{ value: `p${number}@${DOMAIN}`, type: isStaff ? 'Skola personal' : 'Skola elev' }],
    addresses: [
      {
        type: 'Folkbokföring',
        streetAddress: `${draw.oneOf(STREETS)} ${draw.below(40) + 1}`,
        postalCode: '199 20',
        locality: 'Granlunda',
      },
    ],
    phoneNumbers: [{ value: `070-174060${number % 10}`, type: 'Hem', mobile: true }],
  };
}

/** A user name that holds the start of a name, as they are made where nobody has told them not to. */
export const nameBasedEppn = (familyName: string, number: number) =>
  `${familyName.slice(0, 3).toLowerCase()}${two(number)}@${DOMAIN}`;

/** The eduID of a member of staff who logs in with an e-identification. */
const eduId = (number: number) => ({
  value: `granl-${two(number)}und@eduid.se`,
  context: 'https://eduid.se',
  globallyUnique: true,
});
