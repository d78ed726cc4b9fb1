import { skolverketId } from '../../dnp/identifiers/uuid.ts';
import { isObject } from '../json.ts';

/** From the id that a student information system has for a school unit, in lower case, to Skolverket's. */
export type SchoolUnits = ReadonlyMap<string, string>;

/**
 * Reads the school units among an export's organisations: those that have a `schoolUnitCode`. Skolverket's own id for a
 * unit stands for it too, since some systems use that.
 */
export function schoolUnits(organisations: readonly unknown[]): SchoolUnits {
  const units = new Map<string, string>();
  for (const organisation of organisations) {
    if (!isObject(organisation)) continue;
    const { id, schoolUnitCode } = organisation;
    if (typeof id !== 'string' || (typeof schoolUnitCode !== 'string' && typeof schoolUnitCode !== 'number')) continue;
    const code = String(schoolUnitCode).trim();
    if (code === '') continue;
    const skolverkets = skolverketId(code);
    units.set(id.toLowerCase(), skolverkets);
    units.set(skolverkets, skolverkets);
  }
  return units;
}
