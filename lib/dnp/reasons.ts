import type { z } from 'zod';
import type { Reason } from '../outcome.ts';

/** Codes are kebab-case; the messages that zod makes up itself are sentences. */
const CODE = /^[a-z]+(?:-[a-z0-9]+)+$/;

/**
 * What is wrong with an object, in the words of this library: a reason for each of zod's issues. They hold no values of the
 * object, only what would have been allowed.
 *
 * @param issues of a parse with `reportInput`
 */
export function reasonsOf(issues: readonly z.core.$ZodIssue[]): Reason[] {
  return issues.map((issue) => {
    const field = fieldOf(issue.path);
    if (CODE.test(issue.message)) return { code: issue.message, field };
    return { ...generalReason(issue), field };
  });
}

/** The path of an attribute as people write it: `enrolments[0].schoolYear`. */
export function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function generalReason(issue: z.core.$ZodIssue): Reason {
  const input = inputOf(issue);
  if (input === undefined) return { code: 'attribute-missing' };
  if (typeof input === 'number' && !Number.isFinite(input)) return { code: 'number-not-finite' };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'attribute-type', params: { expected: issue.expected } };
    case 'invalid_value':
      return { code: 'attribute-value', params: { allowed: issue.values.map(String).join(', ') } };
    case 'invalid_union':
      return {
        code: 'attribute-value',
        params: { allowed: 'options' in issue ? (issue.options?.join(', ') ?? '') : '' },
      };
    case 'too_small':
      return { code: 'attribute-value', params: { minimum: Number(issue.minimum) } };
    case 'too_big':
      return { code: 'attribute-value', params: { maximum: Number(issue.maximum) } };
    default:
      return { code: 'attribute-value' };
  }
}

/** What stood there. Of a choice between kinds of object zod gives the whole object; meant is what it chose by. */
function inputOf(issue: z.core.$ZodIssue): unknown {
  const { input } = issue;
  if (issue.code !== 'invalid_union' || typeof input !== 'object' || input === null) return input;
  return Object.getOwnPropertyDescriptor(input, issue.path.at(-1) ?? '')?.value;
}
