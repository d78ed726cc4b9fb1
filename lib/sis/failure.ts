import { Failure } from '../failure.ts';

export type SisFailureCode =
  /** The whole export holds no object at all. */
  | 'export-empty'
  /** A collection of the export (`persons` …) is neither a list of objects nor pages of them. */
  | 'export-not-a-list'
  /** A collection's last page says that there are more, and they are not here. */
  | 'export-incomplete'
  | 'export-folder-unreadable'
  | 'export-file-unreadable'
  | 'export-file-too-large'
  | 'export-file-not-utf8'
  | 'export-file-not-json'
  /** The day to judge date ranges by is no day. */
  | 'today-not-a-date'
  /** The address of the student information system is none, or would carry people over an open line. */
  | 'sis-address-unusable'
  /** 401 or 403: the token, or the client behind it, is not welcome. */
  | 'sis-refused'
  | 'sis-token-refused'
  /** It answered, and it was neither a page nor a refusal. */
  | 'sis-failed'
  | 'sis-answer-unreadable'
  /** The same page token came twice: following it would never end. */
  | 'sis-pages-repeat';

/** An export could not be read as a whole. What is wrong with single objects is an outcome, never a failure. */
export class SisFailure extends Failure {
  readonly code: SisFailureCode;
  /** The HTTP status of the answer that says so, where there is one. */
  readonly status: number | undefined;

  constructor(
    code: SisFailureCode,
    message: string,
    options: { retryable?: boolean; remedy?: string; cause?: unknown; status?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.status = options.status;
  }
}
