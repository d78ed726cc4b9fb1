import { z } from 'zod';
import { skolverketId } from '../../dnp/identifiers/uuid.ts';

/** An organisation of SS12000 as far as the register needs it. */
const ORGANISATION = z.object({
  id: z.string(),
  displayName: z.string(),
  organisationNumber: z.string().optional(),
  schoolUnitCode: z.string().optional(),
  schoolTypes: z.array(z.string()).default([]),
  municipalityCode: z.string().optional(),
  parentOrganisation: z.object({ id: z.string() }).optional(),
});
type Organisation = z.infer<typeof ORGANISATION>;

interface Entry {
  readonly id: string;
  readonly displayName: string;
  readonly [attribute: string]: unknown;
}

/** Organisers and school units under the ids that Skolverket gives them. */
export interface SchoolRegister {
  readonly organisations: readonly Entry[];
  readonly schoolUnits: readonly Entry[];
  /** The school units of the organiser with Skolverket's id. */
  unitsOf(organiserId: string): readonly Entry[];
}

/** School types that sit the tests; the service knows the others and marks them. */
const WITH_TESTS = new Set(['GR', 'SP', 'SAM', 'GY', 'VUXGY']);

/** Makes the register of one SIS export. What is no organisation in it is left out. */
export function schoolRegister(source: readonly unknown[]): SchoolRegister {
  const known = source.map((entry) => ORGANISATION.safeParse(entry).data).filter((entry) => entry !== undefined);
  const organisers = known.filter(({ organisationNumber }) => organisationNumber !== undefined);
  const units = known
    .filter(({ schoolUnitCode }) => schoolUnitCode !== undefined)
    .map((unit) => {
      const organiser = organisers.find(({ id }) => id === unit.parentOrganisation?.id);
      return {
        organiser: organiser && skolverketId(organiser.organisationNumber ?? ''),
        entry: unitEntry(unit, organiser),
      };
    });
  return {
    organisations: organisers.map(organiserEntry),
    schoolUnits: units.map(({ entry }) => entry),
    unitsOf: (organiserId) =>
      units.filter(({ organiser }) => organiser === organiserId.toLowerCase()).map(({ entry }) => entry),
  };
}

function organiserEntry({ displayName, organisationNumber = '' }: Organisation): Entry {
  return {
    id: skolverketId(organisationNumber),
    displayName,
    organisationNumber,
    countryCode: 'SWE',
    organisationType: 'Huvudman',
    status: 'Active',
  };
}

function unitEntry(unit: Organisation, organiser: Organisation | undefined): Entry {
  const { displayName, schoolUnitCode = '', schoolTypes, municipalityCode } = unit;
  return {
    id: skolverketId(schoolUnitCode),
    displayName,
    schoolUnitCode,
    schoolTypes: schoolTypes.map((schoolType) => ({ schoolType, dnpStatus: WITH_TESTS.has(schoolType) })),
    ...(municipalityCode === undefined ? {} : { municipalityCode }),
    status: 'Active',
    dnpStatus: true,
    ...(organiser?.organisationNumber === undefined
      ? {}
      : {
          parentOrganisation: {
            id: skolverketId(organiser.organisationNumber),
            organisationNumber: organiser.organisationNumber,
            displayName: organiser.displayName,
          },
        }),
  };
}
