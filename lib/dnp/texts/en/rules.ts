/** Reasons that the rules for the data give, see ../../rules.ts. The first sentence gets its full stop when it is used. */
export const rules = {
  'civic-number-checksum': {
    what: 'The last digit of the personal identity number does not fit the others',
    remedy: 'Correct the number in the student information system; two digits have often changed places.',
  },
  'civic-number-format': {
    what: 'The personal identity number is not written as twelve digits with a real date, or as a temporary number YYYYMMDDTFxx',
    remedy: 'Correct the number in the student information system.',
  },
  'civic-number-coordination-checksum': {
    what: 'The last digit of the coordination number does not fit the others',
    remedy: 'The person was sent all the same. Compare the number with the document it was issued in.',
  },
  'nationality-not-swedish': {
    what: 'The personal identity number is said to be from another country than Sweden',
    remedy: 'The service takes Swedish numbers only: set the country to SE, or use a temporary number.',
  },
  'eppn-more-than-one': {
    what: 'The person has more than one EPPN (login name)',
    remedy: 'Keep the one that the person logs in with at the test, and remove the others.',
  },
  'eppn-format': {
    what: 'The EPPN (login name) is not written as name@domain',
    remedy: 'Correct it where login names are kept: exactly one @, and no spaces.',
  },
  'eppn-shared-by-two': {
    what: 'The EPPN (login name) belongs to {persons} persons; another is {other}',
    remedy:
      'Give each person an EPPN of their own. None of them is sent until then. Somebody who is both pupil and staff needs two.',
  },
  'eppn-name-fragment': {
    what: 'The EPPN (login name) holds letters of the person’s name, which Skolverket advises against',
    remedy: 'The person was sent. Choose EPPNs that say nothing of the name, before the tests begin.',
  },
  'staff-email-missing': {
    what: 'The person works at the school but has no e-mail address of the kind “Skola personal”',
    remedy: 'Enter the work address in the student information system. A pupil needs an enrolment instead.',
  },
  'school-year-missing': {
    what: 'The enrolment does not say which school year the pupil is in',
    remedy: 'Enter the school year (1–10); it is required for the school types GR, SP and SAM.',
  },
  'education-code-missing': {
    what: 'The enrolment does not say which programme the pupil follows',
    remedy: 'Enter the programme’s code (studievägskod); it is required for the school type GY.',
  },
  'protected-identity': {
    what: 'The person has a protected identity and is held back',
    remedy:
      'Send protected persons only when your organisation has settled it with Skolverket; then allow it in the connection.',
  },
  'security-marking-unknown': {
    what: 'The security marking is none that the service knows, so the person is held back as if protected',
    remedy: 'Set it to Ingen, Sekretessmarkering or Skyddad folkbokföring.',
  },
  'external-identifier-more-than-one': {
    what: 'The person has more than one external identifier',
    remedy: 'Keep the one from eduID and remove the others.',
  },
  'external-identifier-context': {
    what: 'The external identifier is not one from eduID',
    remedy: 'Its context must be exactly https://eduid.se. Remove identifiers of other services.',
  },
  'external-identifier-not-staff': {
    what: 'A pupil has an external identifier',
    remedy: 'External identifiers are for staff only; remove it.',
  },
  'duty-role-unknown': {
    what: 'The role of the duty is none of the 17 that the service knows',
    remedy: 'Choose the nearest of them, for instance Annan personal or Övrig arbetsledning.',
  },
  'group-type-out-of-scope': {
    what: 'The group is neither a class nor a teaching group',
    remedy: 'Nothing needs to be done: groups of other types take no part in the tests.',
  },
  'activity-type-out-of-scope': {
    what: 'The activity is not teaching',
    remedy: 'Nothing needs to be done: other activities take no part in the tests.',
  },
  'activity-without-test': {
    what: 'The activity is not tied to a national test',
    remedy:
      'If its groups are to sit a test, choose the test in the student information system; if not, nothing needs to be done.',
  },
  'activity-without-group': {
    what: 'The activity has no group',
    remedy: 'Add the groups that sit the test, or remove the activity.',
  },
  'duplicate-differing': {
    what: 'The same id occurs {copies} times, with different contents',
    remedy: 'Find out which is right and remove the others. None of them is sent until then.',
  },
  'text-not-well-formed': {
    what: 'The text in {field} holds half a character and cannot be sent',
    remedy: 'Write it again in the student information system; it was probably cut off at a special character.',
  },
  'id-missing': {
    what: 'The id is missing',
    remedy:
      'Every object, and every reference to one, needs an id: look at the export of the student information system.',
  },
  'id-not-uuid': {
    what: 'The id is not a UUID',
    remedy: 'Ids are written as 8-4-4-4-12 hexadecimal digits: look at the export of the student information system.',
  },
  'not-an-object': {
    what: 'What stands at this place in the list is not an object',
    remedy: 'Look at what builds the list; every entry must be an object with attributes.',
  },
  'attribute-missing': {
    what: '{field} is missing',
    remedy: 'Enter it in the student information system.',
  },
  'attribute-type': {
    what: '{field} is not of the right kind: it must be {expected}',
    remedy: 'Look at the export of the student information system, or at what changes the data on the way.',
  },
  'attribute-value': {
    what: 'The value of {field} is not one that the service takes',
    remedy: 'Correct it in the student information system.',
  },
  'number-not-finite': {
    what: '{field} is not a number that can be sent',
    remedy: 'It comes from a calculation that went wrong: look at what changes the data on the way.',
  },
  'object-too-large': {
    what: 'The object alone is larger than one call may be',
    remedy: 'Make it smaller: split the group, or look for an attribute with far too much text.',
  },
  'input-missing': {
    what: 'The message has nothing where the node looks for its objects',
    remedy: 'Look at the node’s input setting and at what the message holds.',
  },
  'input-not-a-list': {
    what: 'The message has something else than objects where the node looks for them',
    remedy: 'Pass a list of objects, or one object.',
  },
} as const;
