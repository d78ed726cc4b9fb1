/** Reasons that an import gives for leaving something out. */
export const imports = {
  'person-not-active': {
    what: 'The person is not active in the student information system',
    remedy: 'Nothing needs to be done, unless the person should be active.',
  },
  'enrolment-ended': {
    what: 'The enrolment has ended',
    remedy: 'Nothing needs to be done, unless the end date is wrong.',
  },
  'enrolment-not-begun': {
    what: 'The enrolment has not begun yet',
    remedy: 'Nothing needs to be done: import again when it has.',
  },
  'school-type-out-of-scope': {
    what: 'The school type has no national tests in the service',
    remedy: 'Nothing needs to be done.',
  },
  'school-unit-unknown': {
    what: 'The school unit is not in the export, or has no school unit code',
    remedy: 'Make sure that the export holds the school units, and enter the code of eight digits for this one.',
  },
  'duty-ended': {
    what: 'The duty has ended',
    remedy: 'Nothing needs to be done, unless the end date is wrong.',
  },
  'duty-not-begun': {
    what: 'The duty has not begun yet',
    remedy: 'Nothing needs to be done: import again when it has.',
  },
  'group-ended': {
    what: 'The group has ended',
    remedy: 'Nothing needs to be done, unless the end date is wrong.',
  },
  'group-not-begun': {
    what: 'The group has not begun yet',
    remedy: 'Nothing needs to be done: import again when it has.',
  },
  'membership-ended': {
    what: 'The membership has ended, so the person is left out here',
    remedy: 'Nothing needs to be done, unless the end date is wrong.',
  },
  'membership-not-begun': {
    what: 'The membership has not begun yet, so the person is left out here',
    remedy: 'Nothing needs to be done: import again when it has.',
  },
  'activity-ended': {
    what: 'The activity has ended',
    remedy: 'Nothing needs to be done, unless the end date is wrong.',
  },
  'activity-not-begun': {
    what: 'The activity has not begun yet',
    remedy: 'Nothing needs to be done: import again when it has.',
  },
  'date-format': {
    what: '{field} is not a date',
    remedy: 'Write it as YYYY-MM-DD in the student information system.',
  },
  'email-type-out-of-scope': {
    what: 'The e-mail address is of a kind that the service does not take',
    remedy: 'Nothing needs to be done: private addresses stay with you.',
  },
  'civic-number-ten-digits': {
    what: 'The personal identity number had ten digits and was written out with twelve',
    remedy: 'Nothing needs to be done, unless the century is wrong.',
  },
} as const;
