import type { SisContent } from '../sis/ss12000.ts';
import { plantDefects } from './defects.ts';
import { Draw } from './draw.ts';
import { type Expected, expectedOf } from './expected.ts';
import { calendarOf } from './records.ts';
import { soundMunicipality } from './schools.ts';

/** An invented organiser as its student information system exports it, and what a run over it has to come out as. */
export interface SampleOrganiser {
  readonly content: SisContent;
  readonly expected: Expected;
}

/**
 * Makes the sample organiser: Granlunda, a municipality with three schools and some 330 people, none of whom exists. The
 * civic numbers are from the series that is kept free for test. The ids depend on the seed only, the dates on `today`.
 *
 * @param today `YYYY-MM-DD`
 */
export function sampleOrganiser({ today, seed }: { readonly today: string; readonly seed: number }): SampleOrganiser {
  const draw = new Draw(seed);
  const calendar = calendarOf(today);
  const municipality = soundMunicipality(draw, calendar);
  const planted = plantDefects(municipality, draw, calendar);
  const { organisations, persons, duties, groups, activities } = municipality;
  return {
    content: { organisations, persons, duties, groups, activities },
    expected: expectedOf(municipality, planted, { today, seed }),
  };
}
