import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { ARP_BASE_URL, type ArpClient, createArpClient } from '../../lib/arp/client.ts';
import { systemClock } from '../../lib/transport/clock.ts';
import type { Transport } from '../../lib/transport/transport.ts';
import { openTransport } from '../../lib/transport/undici-transport.ts';
import { dataFolder } from '../shared/data-folder.ts';
import { interrupted, reported } from '../shared/failure.ts';
import { lazily } from '../shared/lazily.ts';
import { acquireSandbox } from '../shared/sandbox.ts';
import { text } from '../shared/typed-input.ts';
import type { ArpConnectionConfig, ArpConnectionCredentials } from './arp-connection.shared.ts';
import type { ArpConnectionNode } from './arp-node.ts';

const MINUTE_MS = 60_000;

/** Where the service is and how to be let in. */
interface ArpAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly ca?: string;
}

interface OpenArp {
  readonly client: ArpClient;
  readonly transport: Transport;
}

/** One API key at the ARP service, for all nodes that name it: they share its lists. */
export default function arpConnection(RED: NodeAPI): void {
  function ArpConnection(this: ArpConnectionNode, config: NodeDef & ArpConnectionConfig): void {
    RED.nodes.createNode(this, config);
    const setting = (value: string | undefined) => text(RED, this, value);

    const lease = lazily(() => acquireSandbox({ stateFile: join(dataFolder(RED.settings.userDir), 'sandbox.state') }));
    const sandbox = async (): Promise<ArpAccess> => {
      const { arpUrl, arpKey, ca } = (await lease.get()).access;
      return { baseUrl: arpUrl, apiKey: arpKey, ca };
    };
    const service = (): ArpAccess => ({
      baseUrl: config.environment === 'production' ? ARP_BASE_URL : setting(config.baseUrl),
      apiKey: setting(this.credentials?.apiKey),
    });

    const open = lazily(async (): Promise<OpenArp> => {
      const { ca, ...access } = config.environment === 'sandbox' ? await sandbox() : service();
      const transport = openTransport({ ca });
      const client = createArpClient({
        ...access,
        version: config.version === '1' ? 1 : 2,
        headerName: setting(config.headerName) || undefined,
        cacheMs: Number(setting(config.cacheMinutes)) * MINUTE_MS,
        transport,
        clock: systemClock,
        random: Math.random,
      });
      return { client, transport };
    });

    Object.assign(this, { arp: async () => (await open.get()).client });
    this.on('close', (done: () => void) => {
      void open
        .end(({ transport }) => transport.close(), interrupted)
        .then(() => lease.end((held) => held.release(), interrupted))
        .catch((error: unknown) => this.error(reported(error)))
        .finally(done);
    });
  }

  RED.nodes.registerType<ArpConnectionNode, NodeDef & ArpConnectionConfig, object, ArpConnectionCredentials>(
    'arp-connection',
    ArpConnection,
    { credentials: { apiKey: { type: 'password' } } },
  );
}
