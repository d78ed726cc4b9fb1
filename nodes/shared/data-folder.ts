import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFailure } from './failure.ts';

/**
 * The folder in Node-RED's user folder where this package keeps what must survive a restart; only its user may look in.
 *
 * @throws {NodeFailure} `no-user-folder`
 */
export function dataFolder(userDir: string | undefined): string {
  if (!userDir) throw new NodeFailure('no-user-folder', 'Node-RED has no user folder to keep the ledger in.');
  const folder = join(userDir, 'school-provisioning');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
