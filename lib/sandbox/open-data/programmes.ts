import { skolverketId } from '../../dnp/identifiers/uuid.ts';

/** A study programme of upper secondary school (`Programme`). */
export interface Programme {
  /** Version 5 UUID over the education code. */
  readonly id: string;
  readonly displayName: string;
  readonly educationCode: string;
  readonly schoolType: 'GY';
  readonly validFrom: string;
  readonly status: 'Active';
}

const NAMES: Readonly<Record<string, string>> = {
  EKEKO: 'Ekonomiprogrammet, Ekonomi',
  EKJUR: 'Ekonomiprogrammet, Juridik',
  EKJURV: 'Ekonomiprogrammet, Juridik, särskild variant inom det estetiska området',
  NANAT: 'Naturvetenskapsprogrammet, Naturvetenskap',
  NASAM: 'Naturvetenskapsprogrammet, Naturvetenskap och samhälle',
  RLKOK11: 'Restaurang- och livsmedelsprogrammet, Kök och servering',
  SABET: 'Samhällsvetenskapsprogrammet, Beteendevetenskap',
  TETEK: 'Teknikprogrammet, Teknikvetenskap',
};

/** A few of the programmes with national tests. */
export const PROGRAMMES: readonly Programme[] = Object.entries(NAMES).map(([educationCode, displayName]) => ({
  id: skolverketId(educationCode),
  displayName,
  educationCode,
  schoolType: 'GY',
  validFrom: '2011-07-01T00:00:00+02:00',
  status: 'Active',
}));
