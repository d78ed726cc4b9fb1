import type { imports } from './en/import.ts';
import type { rules } from './en/rules.ts';
import type { service } from './en/service.ts';
import type { transfer } from './en/transfer.ts';

/** What is wrong, without its full stop, and what to do about it. `{field}` and the like stand for what a reason tells. */
export interface Explanation {
  readonly what: string;
  readonly remedy: string;
}

/** The same reasons in every language: English has the list. */
export type RuleTexts = Readonly<Record<keyof typeof rules, Explanation>>;
export type ImportTexts = Readonly<Record<keyof typeof imports, Explanation>>;
export type TransferTexts = Readonly<Record<keyof typeof transfer, Explanation>>;
export type ServiceTexts = Readonly<Record<keyof typeof service, Explanation>>;

/** A reason that has an explanation. */
export type ExplainedCode = keyof RuleTexts | keyof ImportTexts | keyof TransferTexts | keyof ServiceTexts;

/** All that one language says. */
export interface Texts {
  readonly explanations: Readonly<Record<ExplainedCode, Explanation>>;
  /** For a reason of ours without an explanation. */
  readonly unknown: Explanation;
  /** For an error id of the service that is not documented. */
  readonly unknownOfService: Explanation;
  /** For an error id that the sandbox had to make up. */
  readonly unknownOfSandbox: Explanation;
  /** What `expected` may be. */
  readonly kinds: Readonly<Record<'string' | 'number' | 'int' | 'boolean' | 'array' | 'object', string>>;
  /** What to call a detail that a sentence has no place for. */
  readonly labels: Readonly<Record<'allowed' | 'minimum' | 'maximum' | 'limit' | 'category' | 'status', string>>;
}
