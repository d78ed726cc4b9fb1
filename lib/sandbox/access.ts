import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox, SandboxAddresses } from './sandbox.ts';

/** A running sandbox as another process needs it: addresses, and the paths of its PEM files. */
export interface SandboxAccess extends SandboxAddresses {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Lets another process in: writes the certificates and the key of a sandbox into a folder, and beside them
 * `sandbox-access.json`, the one line that `npm run sandbox` prints. All are readable by their owner only.
 *
 * @returns the path of `sandbox-access.json`, and what is in it
 */
export function writeAccess(
  sandbox: Sandbox,
  folder: string,
): { readonly file: string; readonly access: SandboxAccess } {
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const access: SandboxAccess = {
    authUrl: sandbox.authUrl,
    issuer: sandbox.issuer,
    jwksUrl: sandbox.jwksUrl,
    audience: sandbox.audience,
    entityId: sandbox.entityId,
    provisioningUrl: sandbox.provisioningUrl,
    openDataUrl: sandbox.openDataUrl,
    arpUrl: sandbox.arpUrl,
    arpKey: sandbox.arpKey,
    arpKeyWithoutProvider: sandbox.arpKeyWithoutProvider,
    sisUrl: sandbox.sisUrl,
    controlUrl: sandbox.controlUrl,
    caFile: write('ca.pem', sandbox.ca),
    certFile: write('client.pem', sandbox.clientCert),
    keyFile: write('client-key.pem', sandbox.clientKey),
  };
  return { file: write('sandbox-access.json', `${JSON.stringify(access)}\n`), access };
}

/**
 * Finds the line in a file that the output of `npm run sandbox` was written to: npm says a few lines of its own first.
 *
 * @param text the file's
 * @returns what the line says, not yet looked at
 * @throws {SyntaxError} there is no such line
 */
export function readAccess(text: string): unknown {
  return JSON.parse(text.split('\n').findLast((line) => line.startsWith('{')) ?? '');
}
