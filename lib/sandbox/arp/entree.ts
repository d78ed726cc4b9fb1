/** Invented schools, service providers and policies, in the documents of Kennisnet's ARP service. */

export interface School {
  readonly brin: string;
  readonly friendlyName: string;
}

export interface ServiceProvider {
  readonly organisationCode: string;
  readonly friendlyName: string;
}

export interface Policy {
  readonly serviceProvider: ServiceProvider;
  readonly school: School;
  readonly identityProvider: { readonly entityId: string; readonly friendlyName: string };
  readonly attributes: readonly { readonly name: string; readonly friendlyName: string; readonly transfer: boolean }[];
}

export const SCHOOLS: readonly School[] = [
  { brin: '99XA', friendlyName: 'Basisschool De Zandloper' },
  { brin: '99XB', friendlyName: 'Lyceum Het Veerhuis' },
  { brin: '99XC00', friendlyName: 'Scholengemeenschap Duinrand, hoofdlocatie' },
  { brin: '99XC01', friendlyName: 'Scholengemeenschap Duinrand, locatie Noord' },
];

export const SERVICE_PROVIDERS: readonly ServiceProvider[] = [
  { organisationCode: 'REKENBOS', friendlyName: 'Rekenbos' },
  { organisationCode: 'LEESHAVEN', friendlyName: 'Leeshaven Uitgevers' },
  { organisationCode: 'TOETSWERF', friendlyName: 'Toetswerf' },
];

/** The service provider that the sandbox's key belongs to. */
export const OWN_PROVIDER = 'REKENBOS';

const ATTRIBUTES = [
  'uid',
  'givenName',
  'sn',
  'mail',
  'eduPersonAffiliation',
  'nlEduPersonHomeOrganization',
  'nlEduPersonHomeOrganizationId',
  'nlEduPersonProfileId',
  'nlEduPersonUnit',
] as const;

/** Released whatever a school decides (developers wiki). */
const ALWAYS = [
  'uid',
  'givenName',
  'eduPersonAffiliation',
  'nlEduPersonHomeOrganization',
  'nlEduPersonHomeOrganizationId',
] as const;

/** What the schools release beyond that. A combination that is not here has no policy. */
const DECISIONS: readonly {
  readonly brin: string;
  readonly provider: string;
  /** One for each identity provider of the school. */
  readonly released: Readonly<Record<string, readonly (typeof ATTRIBUTES)[number][]>>;
}[] = [
  { brin: '99XA', provider: 'REKENBOS', released: { Hoofdlogin: ['sn', 'mail', 'nlEduPersonUnit'] } },
  { brin: '99XA', provider: 'LEESHAVEN', released: { Hoofdlogin: [] } },
  {
    brin: '99XB',
    provider: 'REKENBOS',
    released: { 'Leerlingen-login': ['sn'], 'Personeels-login': ['sn', 'mail', 'nlEduPersonProfileId'] },
  },
  { brin: '99XC00', provider: 'REKENBOS', released: { Duinrand: [] } },
  { brin: '99XC01', provider: 'TOETSWERF', released: { Duinrand: ['nlEduPersonProfileId'] } },
];

/** Every policy there is. */
export const POLICIES: readonly Policy[] = DECISIONS.flatMap(({ brin, provider, released }) => {
  const school = SCHOOLS.find((candidate) => candidate.brin === brin);
  const serviceProvider = SERVICE_PROVIDERS.find(({ organisationCode }) => organisationCode === provider);
  if (school === undefined || serviceProvider === undefined) return [];
  return Object.entries(released).map(([login, attributes]) => ({
    serviceProvider,
    school,
    identityProvider: {
      entityId: `https://${brin.toLowerCase()}.sandbox.example/${login.toLowerCase()}`,
      friendlyName: login,
    },
    attributes: ATTRIBUTES.map((name) => ({
      name: `urn:mace:dir:attribute-def:${name}`,
      friendlyName: name,
      transfer: [...ALWAYS, ...attributes].includes(name),
    })),
  }));
});
