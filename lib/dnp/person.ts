import { z } from 'zod';
import { filledIn, id, reference, text, whereMissing, whereUnknown } from './attributes.ts';
import { readCivicNumber } from './identifiers/civic-number.ts';
import { isEppn } from './identifiers/eppn.ts';
import {
  EXTERNAL_IDENTIFIER_CONTEXT,
  SCHOOL_TYPES_BY_YEAR,
  SCHOOL_YEARS,
  SECURITY_MARKINGS,
  SENT_EMAIL_TYPES,
} from './vocabulary.ts';

const civicNumber = text.superRefine((value, context) => {
  const number = readCivicNumber(value);
  if (!number) context.addIssue('civic-number-format');
  // Skolverket's own example of a coordination number has a wrong check digit: noted elsewhere, not refused.
  else if (number.kind === 'civic' && !number.checksum) context.addIssue('civic-number-checksum');
});

const eppn = text.refine(isEppn, 'eppn-format');

const externalIdentifier = z.object({
  value: eppn,
  context: z.literal(EXTERNAL_IDENTIFIER_CONTEXT, whereUnknown('external-identifier-context')),
  globallyUnique: z.boolean().optional(),
});

const email = z.object({
  value: text.regex(z.regexes.unicodeEmail),
  type: z.enum(SENT_EMAIL_TYPES).optional(),
});

const schoolYear = z.int(whereMissing('school-year-missing')).min(SCHOOL_YEARS.minimum).max(SCHOOL_YEARS.maximum);

const enrolment = {
  enroledAt: reference,
  schoolYear: schoolYear.optional(),
  cancelled: z.boolean().optional(),
  educationCode: text.optional(),
};

/** Where a pupil goes to school. What else must be told follows from the school type. */
export const Enrolment = z.discriminatedUnion('schoolType', [
  z.object({ ...enrolment, schoolType: z.enum(SCHOOL_TYPES_BY_YEAR), schoolYear }),
  z.object({ ...enrolment, schoolType: z.literal('GY'), educationCode: filledIn('education-code-missing') }),
  z.object({ ...enrolment, schoolType: z.literal('VUXGY') }),
]);

/** A pupil or a member of staff, with no more than the Provisioning API 1.3.2 names. */
export const Person = z.object({
  id,
  civicNo: z.object({
    value: civicNumber,
    nationality: z.literal('SE', 'nationality-not-swedish').optional(),
  }),
  givenName: text,
  middleName: text.optional(),
  familyName: text,
  eduPersonPrincipalNames: z
    .array(eppn)
    .min(1, 'attribute-missing')
    .refine(({ length }) => length <= 1, 'eppn-more-than-one'),
  externalIdentifiers: z
    .array(externalIdentifier)
    .refine(({ length }) => length <= 1, 'external-identifier-more-than-one')
    .optional(),
  securityMarking: z.enum(SECURITY_MARKINGS, 'security-marking-unknown').optional(),
  emails: z
    .preprocess(blankUnsupported, z.array(email.optional()))
    .transform((emails) => emails.filter((email) => email !== undefined))
    .optional(),
  enrolments: z.array(Enrolment).optional(),
});

export type Person = z.infer<typeof Person>;

const supported: readonly string[] = SENT_EMAIL_TYPES;

/**
 * The e-mail addresses as they came, with `undefined` for those that the service does not support.
 *
 * An address of a type that the service does not support is nobody's fault, and nobody's business there. It leaves a gap,
 * so that the others keep their places for a reason to name.
 */
export function blankUnsupported(emails: unknown): unknown {
  if (!Array.isArray(emails)) return emails;
  return emails.map((email: unknown) => {
    const type = typeof email === 'object' && email !== null && 'type' in email ? email.type : undefined;
    return typeof type === 'string' && !supported.includes(type) ? undefined : email;
  });
}
