/** The values that the Provisioning API 1.3.2 names, in its own words and order. */

/** `Code_DutyRole`. A student information system may know more; the service does not. */
export const DUTY_ROLES = [
  'Rektor',
  'Lärare',
  'Förskollärare',
  'Barnskötare',
  'Bibliotekarie',
  'Lärarassistent',
  'Fritidspedagog',
  'Annan personal',
  'Studie- och yrkesvägledare',
  'Förstelärare',
  'Kurator',
  'Skolsköterska',
  'Skolläkare',
  'Skolpsykolog',
  'Speciallärare/specialpedagog',
  'Skoladministratör',
  'Övrig arbetsledning',
] as const;

/** `Code_SchoolType`: the school types that sit national tests. */
export const SCHOOL_TYPES = ['GR', 'SP', 'SAM', 'GY', 'VUXGY'] as const;

/** School types whose enrolments must say which year the pupil is in. */
export const SCHOOL_TYPES_BY_YEAR = ['GR', 'SP', 'SAM'] as const;

/** `schoolYear` of an enrolment, both ends included. */
export const SCHOOL_YEARS = { minimum: 1, maximum: 10 } as const;

/** `Code_GroupType`. */
export const GROUP_TYPES = [
  'Undervisning',
  'Klass',
  'Mentor',
  'Provgrupp',
  'Schema',
  'Avdelning',
  'Personalgrupp',
  'Övrigt',
] as const;

/** The only group types that are to be sent. */
export const SENT_GROUP_TYPES = ['Undervisning', 'Klass'] as const;

/** `Code_ActivityType`. */
export const ACTIVITY_TYPES = ['Undervisning', 'Elevaktivitet', 'Provaktivitet', 'Läraraktivitet', 'Övrigt'] as const;

/** The only activity type that is to be sent. */
export const SENT_ACTIVITY_TYPE = 'Undervisning';

/** The e-mail types that the service supports; addresses of other types stay at home. */
export const SENT_EMAIL_TYPES = ['Skola elev', 'Skola personal'] as const;

/** `Code_SecurityMarking`, from the population register. All but `Ingen` mean a protected identity. */
export const SECURITY_MARKINGS = ['Ingen', 'Sekretessmarkering', 'Skyddad folkbokföring'] as const;

/** The one context in which the service takes an external identifier. */
export const EXTERNAL_IDENTIFIER_CONTEXT = 'https://eduid.se';
