import {
  type ConnectionSummary,
  type ObjectDetail,
  type ObjectKey,
  type ObjectRow,
  ROOT,
  type RunDetail,
  type RunSummary,
  type Started,
} from '../dnp-history.shared.ts';

/** A route answered that it will not, or did not answer at all (`status` 0). */
export class RouteFailure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'RouteFailure';
    this.status = status;
  }
}

/** The routes of the history, through jQuery: Node-RED has told it how to log in. */
export class HistoryRoutes {
  readonly #language: string;
  constructor(language: string) {
    this.#language = language;
  }

  connections(): Promise<ConnectionSummary[]> {
    return this.#call('GET', 'connections');
  }

  /** @param before the `seq` that the runs are older than */
  runs(connection: string, before?: number): Promise<RunSummary[]> {
    const query = before === undefined ? '' : `?before=${before}`;
    return this.#call('GET', `${connection}/runs${query}`);
  }

  run(connection: string, run: string): Promise<RunDetail> {
    return this.#call('GET', `${connection}/runs/${run}`);
  }

  objects(connection: string, run: string): Promise<ObjectRow[]> {
    return this.#call('GET', `${connection}/runs/${run}/objects`);
  }

  object(connection: string, run: string, { stage, id }: ObjectKey): Promise<ObjectDetail> {
    const place = id.replace(/^#/, 'n');
    return this.#call('GET', `${connection}/runs/${run}/objects/${stage}/${place}?lang=${this.#language}`);
  }

  /** @param objects those to take; all that can be taken if absent */
  act(action: 'retry' | 'release', connection: string, run: string, objects?: readonly ObjectKey[]): Promise<Started> {
    return this.#call('POST', `${connection}/runs/${run}/${action}`, objects ? { objects } : {});
  }

  async forget(connection: string, person: string): Promise<void> {
    await this.#call('POST', `${connection}/persons/${person}/forget`, {});
  }

  /** The answer is taken at its word: both ends share its type. */
  #call<Answer>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      $.ajax({
        url: `${ROOT}/${path}`,
        method,
        dataType: 'json',
        contentType: 'application/json',
        ...(body ? { data: JSON.stringify(body) } : {}),
        success: (answer: Answer) => resolve(answer),
        error: ({ status, responseJSON }: { status: number; responseJSON?: unknown }) =>
          reject(new RouteFailure(status, messageOf(responseJSON))),
      });
    });
  }
}

function messageOf(answer: unknown): string {
  const message: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'message') : undefined;
  return typeof message === 'string' ? message : '';
}
