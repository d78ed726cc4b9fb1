import { Failure } from '../failure.ts';

/** Why `npm start` cannot go on. */
export class StartFailure extends Failure {
  readonly code: 'usage' | 'node-red-not-started' | 'nodes-missing' | 'run-failed' | 'run-timed-out' | 'sandbox-file';
  constructor(code: StartFailure['code'], message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
