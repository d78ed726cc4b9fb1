import { type Draw, two, withCheckDigit } from './draw.ts';
import type { Effect } from './expected.ts';
import { type Calendar, nameBasedEppn, type SisEnrolment, type SisPerson } from './records.ts';

/** A defect of a person: whom it can befall, and what it does to them. */
export interface PersonDefect {
  readonly rule: string;
  readonly effect: Effect;
  readonly note?: string;
  /** How many persons it befalls. Default 1. */
  readonly times?: number;
  readonly fits?: (pupil: SisPerson, enrolment: SisEnrolment) => boolean;
  readonly befall: (pupil: SisPerson, enrolment: SisEnrolment, draw: Draw, calendar: Calendar) => void;
}

const isBasic = (_: SisPerson, { schoolType }: SisEnrolment) => schoolType === 'GR';

/** A civic number written anew from its parts. */
function rewritten({ civicNo }: SisPerson, change: (day: number, end: string) => string): string {
  return civicNo.value.slice(0, 6) + change(Number(civicNo.value.slice(6, 8)), civicNo.value.slice(8));
}

/** What is wrong, or only unusual, with pupils. */
export const PUPIL_DEFECTS: readonly PersonDefect[] = [
  {
    rule: 'civic-number-checksum',
    effect: 'reject',
    times: 2,
    befall: ({ civicNo }) => {
      civicNo.value = civicNo.value.slice(0, 11) + ((Number(civicNo.value[11]) + 1) % 10);
    },
  },
  {
    rule: 'civic-number-temporary',
    effect: 'accept',
    times: 2,
    befall: (pupil) => {
      const woman = pupil.sex === 'Kvinna';
      pupil.civicNo.value = rewritten(pupil, (day) => `${two(day)}TF${woman ? '20' : '12'}`);
    },
  },
  {
    rule: 'civic-number-format',
    effect: 'reject',
    befall: (pupil) => {
      pupil.civicNo.value = rewritten(pupil, (day) => `${two(day)}TX20`);
    },
  },
  {
    rule: 'civic-number-ten-digits',
    effect: 'normalise',
    note: 'yymmdd-nnnn, as many systems export it',
    befall: ({ civicNo }) => {
      civicNo.value = `${civicNo.value.slice(2, 8)}-${civicNo.value.slice(8)}`;
    },
  },
  {
    rule: 'civic-number-coordination',
    effect: 'accept',
    befall: (pupil) => {
      pupil.civicNo.value = withCheckDigit(rewritten(pupil, (day, end) => two(day + 60) + end).slice(0, 11));
    },
  },
  {
    rule: 'eppn-name-fragment',
    effect: 'warn',
    note: 'the service answers 3047',
    times: 3,
    fits: ({ familyName }) => /^[a-z]{3,}$/i.test(familyName),
    befall: (pupil, _enrolment, draw) => {
      pupil.eduPersonPrincipalNames = [nameBasedEppn(pupil.familyName, draw.below(100))];
    },
  },
  {
    rule: 'eppn-more-than-one',
    effect: 'reject',
    befall: (pupil, _enrolment, draw) => {
      pupil.eduPersonPrincipalNames.push(`${draw.uuid()}@edu.granlunda.example`);
    },
  },
  {
    rule: 'eppn-format',
    effect: 'reject',
    befall: (pupil) => {
      pupil.eduPersonPrincipalNames = ['not-an-eppn'];
    },
  },
  {
    rule: 'school-year-missing',
    effect: 'reject',
    fits: isBasic,
    befall: (_pupil, enrolment) => {
      delete enrolment.schoolYear;
    },
  },
  {
    rule: 'education-code-missing',
    effect: 'reject',
    fits: (_, { schoolType }) => schoolType === 'GY',
    befall: (_pupil, enrolment) => {
      delete enrolment.educationCode;
    },
  },
  {
    rule: 'protected-identity',
    effect: 'hold',
    note: 'never in a log, a status or a debug message',
    befall: (pupil) => {
      pupil.securityMarking = 'Sekretessmarkering';
    },
  },
  {
    rule: 'protected-identity',
    effect: 'hold',
    note: 'never in a log, a status or a debug message',
    befall: (pupil) => {
      pupil.securityMarking = 'Skyddad folkbokföring';
    },
  },
  {
    rule: 'security-marking-unknown',
    effect: 'hold',
    note: 'fail closed',
    befall: (pupil) => {
      pupil.securityMarking = 'Hemlig';
    },
  },
  {
    rule: 'text-not-well-formed',
    effect: 'reject',
    befall: (pupil) => {
      pupil.familyName = 'Halv\ud800tecken';
    },
  },
  {
    rule: 'person-not-active',
    effect: 'skip',
    befall: (pupil) => {
      pupil.personStatus = 'Avliden';
    },
  },
  {
    rule: 'enrolment-ended',
    effect: 'skip',
    note: 'no enrolment left',
    befall: (_pupil, enrolment, _draw, { ended }) => {
      enrolment.endDate = ended;
    },
  },
  {
    rule: 'school-type-out-of-scope',
    effect: 'skip',
    fits: isBasic,
    befall: (_pupil, enrolment) => {
      enrolment.schoolType = 'GRAN';
    },
  },
];
