import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxAddresses } from './sandbox.ts';

/** A running sandbox as another process needs it: addresses, and the paths of its PEM files. */
export interface SandboxDescription extends SandboxAddresses {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Writes the certificates and the key of a sandbox into a new folder that only its owner can read, and describes the
 * sandbox. `remove` deletes the folder.
 */
export async function describeSandbox(
  sandbox: Sandbox,
): Promise<{ description: SandboxDescription; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'provisioning-sandbox-'));
  const write = async (name: string, pem: string) => {
    const file = join(folder, name);
    await writeFile(file, pem, { mode: 0o600 });
    return file;
  };
  return {
    description: {
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
      caFile: await write('ca.pem', sandbox.ca),
      certFile: await write('client.pem', sandbox.clientCert),
      keyFile: await write('client-key.pem', sandbox.clientKey),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
