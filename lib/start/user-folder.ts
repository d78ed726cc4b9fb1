import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Node-RED user folder that is ready to be started in. */
export interface UserFolder {
  readonly path: string;
  readonly settingsFile: string;
}

/**
 * Makes Node-RED's user folder, or brings an existing one up to date: private to this user, its credential secret made
 * once and kept, and the package linked from the checkout as `npm link` would.
 *
 * @param path the user folder
 * @param root the checkout, whose `dist/` is built
 */
export function prepareUserFolder(path: string, root: string): UserFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const name = packageName(root);
  const manifest = join(path, 'package.json');
  if (!existsSync(manifest)) {
    const dependencies = { [name]: `file:${root}` };
    writeFileSync(manifest, `${JSON.stringify({ name: 'node-red-project', private: true, dependencies }, null, 2)}\n`);
  }
  link(root, join(path, 'node_modules', name));
  const settingsFile = join(path, 'settings.cjs');
  writeFileSync(settingsFile, settings(secret(join(path, '.credential-secret'))), { mode: 0o600 });
  return { path, settingsFile };
}

/** The name in the checkout's package.json. */
function packageName(root: string): string {
  const manifest: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return manifest.name;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  // A junction needs no administrator on Windows; elsewhere the kind is ignored.
  symlinkSync(target, path, 'junction');
}

function secret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const settings = (credentialSecret: string) => `// Written by \`npm start\` each time it starts.
module.exports = {
  uiHost: '127.0.0.1',
  credentialSecret: ${JSON.stringify(credentialSecret)},
  editorTheme: { projects: {}, tours: false },
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
`;
