import { z } from 'zod';
import type { JobEntry, LogEntry, Resource } from './service.ts';

/**
 * The service's answers, read tolerantly: attributes that no contract names are let through or dropped, never a reason
 * to fail. What the core relies on (ids, statuses) must be there.
 */

const text = z.string().optional().catch(undefined);

const LogEntryAnswer: z.ZodType<LogEntry> = z.object({
  // The contract says string; a number is read as well.
  id: z.union([z.string(), z.number().transform(String)]),
  statusCode: z.number().catch(0),
  message: z.string().catch(''),
  severityLevel: z.string().catch('Error'),
  timeOfOccurance: z.string().catch(''),
  messageType: text,
  parameterName: text,
  parameterValue: z.unknown().optional(),
  resourceType: text,
  resourceId: text,
  attributeName: text,
  attributeValue: z.unknown().optional(),
});

const Log = z.array(LogEntryAnswer);

const JobAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      response: z.object({ status: z.string(), errors: Log.nullish(), warnings: Log.nullish() }),
    }),
  ),
});

const AcceptedAnswer = z.object({ jobId: z.string().min(1) });

const ResourceAnswer: z.ZodType<Resource> = z.looseObject({ id: z.string() });

const PageAnswer = z.object({ data: z.array(ResourceAnswer), pageToken: z.string().nullish() });

/** One page of a list. */
export interface Page {
  readonly resources: Resource[];
  /** Of the next page; undefined on the last one. */
  readonly pageToken: string | undefined;
}

/** Every reader throws an error without any of the answer's values where it is not what the contract says. */
export const read = {
  accepted: (body: string): { jobId: string } => parsed(AcceptedAnswer, body),
  job: (body: string): JobEntry[] =>
    parsed(JobAnswer, body).responses.map(({ id, response: { status, errors, warnings } }) => ({
      id,
      status,
      errors: errors ?? [],
      warnings: warnings ?? [],
    })),
  isCompleted: (body: string): boolean => parsed(z.boolean(), body),
  resources: (body: string): Resource[] => parsed(z.array(ResourceAnswer), body),
  resource: (body: string): Resource => parsed(ResourceAnswer, body),
  page: (body: string): Page => {
    const { data, pageToken } = parsed(PageAnswer, body);
    return { resources: data, pageToken: pageToken || undefined };
  },
};

/** The entries of an error answer; none where it is not the service's own (a gateway's page). */
export function readLog(body: string): LogEntry[] {
  const result = z.union([Log, LogEntryAnswer.transform((entry) => [entry])]).safeParse(json(body));
  return result.success ? result.data : [];
}

function parsed<T>(schema: z.ZodType<T>, body: string): T {
  const result = schema.safeParse(json(body));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TypeError(`Not as the contract says at /${issue?.path.join('/') ?? ''}: ${issue?.code ?? 'invalid'}`);
}

/** Undefined where it is not JSON: no schema takes that, and a parser's message would quote the text. */
function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
