import { isUuid } from '../dnp/identifiers/uuid.ts';
import { isObject } from '../sis/json.ts';
import { readExportFolder } from '../sis/ss12000/export-folder.ts';
import { joinPages, type Ss12000Export } from '../sis/ss12000/pages.ts';
import { PART, STAGES, type Stage } from '../stage.ts';
import type { Sandbox } from './sandbox.ts';

/** What a run must account for: the ids that the export holds, by stage. */
export type Input = Readonly<Record<Stage, ReadonlySet<string>>>;

/** Reads the ids of a folder of SS12000 pages, or else of the organiser that the sandbox serves. */
export async function readInput(folder: string | undefined, sandbox: Sandbox): Promise<Input> {
  return idsOf(folder === undefined ? await sandbox.organiser() : joinPages(await readExportFolder(folder)));
}

/** Objects without a usable id have none here; what becomes of them is told by their place. */
function idsOf(pages: Ss12000Export): Input {
  const ids = (stage: Stage) =>
    new Set(
      pages[PART[stage]].flatMap((object) =>
        isObject(object) && typeof object.id === 'string' && isUuid(object.id) ? [object.id.toLowerCase()] : [],
      ),
    );
  // fromEntries forgets the keys that it was given
  return Object.fromEntries(STAGES.map((stage) => [stage, ids(stage)])) as Record<Stage, Set<string>>; // fromEntries forgets the stages
}
