import type { Resource } from '../../dnp/service.ts';
import { STAGES, type Stage } from '../../stage.ts';

/** An object that the service has taken. Times are ms since 1970. */
export interface Stored {
  readonly resource: Resource;
  readonly created: number;
  readonly modified: number;
  /** Its place in the list of its resource; kept through updates, so that paging neither repeats nor skips. */
  readonly place: number;
}

/** Everything that one organiser has in the service. Built for 100,000 persons: nothing here looks through all of them. */
export class Store {
  readonly #objects: Record<Stage, Map<string, Stored>> = {
    Person: new Map(),
    Duty: new Map(),
    Group: new Map(),
    Activity: new Map(),
  };
  readonly #places: Record<Stage, (string | undefined)[]> = { Person: [], Duty: [], Group: [], Activity: [] };
  readonly #byEppn = new Map<string, string>();
  readonly #byCivicNumber = new Map<string, Set<string>>();

  has(stage: Stage, id: string): boolean {
    return this.#objects[stage].has(id);
  }

  get(stage: Stage, id: string): Stored | undefined {
    return this.#objects[stage].get(id);
  }

  size(stage: Stage): number {
    return this.#objects[stage].size;
  }

  all(stage: Stage): Iterable<Stored> {
    return this.#objects[stage].values();
  }

  put(stage: Stage, resource: Resource, now: number): void {
    const before = this.#objects[stage].get(resource.id);
    if (before !== undefined) this.#unindex(before.resource);
    const place = before?.place ?? this.#places[stage].push(resource.id) - 1;
    this.#objects[stage].set(resource.id, { resource, created: before?.created ?? now, modified: now, place });
    this.#index(resource);
  }

  delete(stage: Stage, id: string): void {
    const before = this.#objects[stage].get(id);
    if (before === undefined) return;
    this.#objects[stage].delete(id);
    this.#places[stage][before.place] = undefined;
    this.#unindex(before.resource);
  }

  /** At most `limit` objects from a place on, and the place to go on from; undefined at the end. */
  page(stage: Stage, from: number, limit: number): { objects: Stored[]; next: number | undefined } {
    const places = this.#places[stage];
    const objects: Stored[] = [];
    let place = from;
    for (; place < places.length && objects.length < limit; place++) {
      const id = places[place];
      const stored = id === undefined ? undefined : this.#objects[stage].get(id);
      if (stored !== undefined) objects.push(stored);
    }
    return { objects, next: place < places.length ? place : undefined };
  }

  personWithEppn(eppn: string): string | undefined {
    return this.#byEppn.get(eppn.toLowerCase());
  }

  /** More than one where a pupil is staff as well. */
  personsWithCivicNumber(civicNumber: string): Iterable<string> {
    return this.#byCivicNumber.get(civicNumber) ?? [];
  }

  clear(): void {
    for (const stage of STAGES) {
      this.#objects[stage].clear();
      this.#places[stage].length = 0;
    }
    this.#byEppn.clear();
    this.#byCivicNumber.clear();
  }

  #index(resource: Resource): void {
    for (const eppn of eppnsOf(resource)) this.#byEppn.set(eppn, resource.id);
    const civicNumber = civicNumberOf(resource);
    if (civicNumber === undefined) return;
    const persons = this.#byCivicNumber.get(civicNumber);
    if (persons === undefined) this.#byCivicNumber.set(civicNumber, new Set([resource.id]));
    else persons.add(resource.id);
  }

  #unindex(resource: Resource): void {
    for (const eppn of eppnsOf(resource)) this.#byEppn.delete(eppn);
    const civicNumber = civicNumberOf(resource);
    if (civicNumber === undefined) return;
    const persons = this.#byCivicNumber.get(civicNumber);
    persons?.delete(resource.id);
    if (persons?.size === 0) this.#byCivicNumber.delete(civicNumber);
  }
}

function eppnsOf({ eduPersonPrincipalNames: eppns }: Resource): string[] {
  return Array.isArray(eppns) ? eppns.filter((eppn) => typeof eppn === 'string').map((eppn) => eppn.toLowerCase()) : [];
}

function civicNumberOf({ civicNo }: Resource): string | undefined {
  const value: unknown = typeof civicNo === 'object' && civicNo !== null ? Reflect.get(civicNo, 'value') : undefined;
  return typeof value === 'string' ? value : undefined;
}
