import { skolverketId } from '../../dnp/identifiers/uuid.ts';

/** A national test as the open data API lists it (`Activity`). */
export interface TestActivity {
  /** Version 5 UUID over the display name. */
  readonly id: string;
  readonly displayName: string;
  readonly activityType: 'Provaktivitet';
  readonly schoolType: 'GR' | 'SP' | 'GY' | 'VUXGY';
  /** Only where the test belongs to a school year. */
  readonly schoolYear?: number;
}

/** Subjects by school type and school year, as the start of the display name. */
const SUBJECTS = [
  {
    schoolType: 'GR',
    schoolYear: 6,
    subjects: 'GRGRMAT01 GRGRSVE01 GRGRSVA01 GRGRKEM01 GRGRBIO01 GRGRFYS01 GRGRSAM01 GRGRENG01',
  },
  {
    schoolType: 'GR',
    schoolYear: 9,
    subjects:
      'GRGRMAT01 GRGRSVE01 GRGRSVA01 GRGRKEM01 GRGRFYS01 GRGRSAM01 GRGRENG01 GRGRBIO01 GRGRGEO01 GRGRMSP01FRA GRGRMSP01SPA GRGRMSP01TYS GRGRHIS01 GRGRREL01',
  },
  { schoolType: 'SP', schoolYear: 7, subjects: 'GRSPMAT01 GRSPENG01 GRSPSVF01 GRSPSVE01 GRSPSAM01 GRSPSVA01' },
  {
    schoolType: 'SP',
    schoolYear: 10,
    subjects:
      'GRSPMAT01 GRSPENG01 GRSPSVF01 GRSPSVE01 GRSPBIO01 GRSPFYS01 GRSPHIS01 GRSPKEM01 GRSPREL01 GRSPSAM01 GRSPGEO01 GRSPSVA01',
  },
] as const;

/** Courses with a test, the same in upper secondary school and in adult education. */
const COURSES =
  'ENGENG05 ENGENG06 ENGENG07 SVASVA03 SVESVE03 MATMAT01b MATMAT03b MATMAT02a MATMAT02b MATMAT02c MATMAT03c MATMAT04 SVASVA01 MODFRA02 MODGER02 MODSPA02 FYSFYS01a FYSFYS01b1 FYSFYS01b2 FYSFYS02 KEMKEM01 KEMKEM02 MODFRA03 MODFRA04 MODGER03 MODGER04 MODSPA03 MODSPA04 SVESVE01 MATMAT01a MATMAT01c';

/** The 102 test activities of the open data API. */
export const TEST_ACTIVITIES: readonly TestActivity[] = [
  ...SUBJECTS.flatMap(({ schoolType, schoolYear, subjects }) =>
    subjects.split(' ').map((subject) => ({ ...activity(`${subject}_${schoolYear}`, schoolType), schoolYear })),
  ),
  ...(['GY', 'VUXGY'] as const).flatMap((schoolType) =>
    COURSES.split(' ').map((course) => activity(`${course}_${schoolType}`, schoolType)),
  ),
];

function activity(displayName: string, schoolType: TestActivity['schoolType']): TestActivity {
  return { id: skolverketId(displayName), displayName, activityType: 'Provaktivitet', schoolType };
}
