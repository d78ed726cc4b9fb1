import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { inspectCertificate } from '../../lib/dnp/grant/certificate.ts';
import { openConnection } from '../../lib/dnp/open-connection.ts';
import { announce } from '../dnp-history/announce.ts';
import { type ConnectionNode, liveConnections } from '../shared/connection-node.ts';
import { dataFolder } from '../shared/data-folder.ts';
import { interrupted, NodeFailure, reported } from '../shared/failure.ts';
import { lazily } from '../shared/lazily.ts';
import { acquireSandbox } from '../shared/sandbox.ts';
import { text } from '../shared/typed-input.ts';
import { wordsOf } from '../shared/words.ts';
import { addConnectionTest } from './connection-test.ts';
import type { DnpConnectionConfig, DnpConnectionCredentials } from './dnp-connection.shared.ts';
import { ledgerPlace } from './ledger-place.ts';
import { realService, sandboxService } from './service-settings.ts';

/** One organiser's access to one environment, for all nodes that name it. */
export default function dnpConnection(RED: NodeAPI): void {
  addConnectionTest(RED);

  function DnpConnectionNode(this: ConnectionNode, config: NodeDef & DnpConnectionConfig): void {
    RED.nodes.createNode(this, config);
    const setting = (value: string | undefined) => text(RED, this, value);
    const folder = () => dataFolder(RED.settings.userDir);

    const lease = lazily(async () => {
      if (config.environment !== 'sandbox') throw notTheSandbox();
      return acquireSandbox({ stateFile: join(folder(), 'sandbox.state') });
    });
    const sandbox = async () => (await lease.get()).access;
    const service = async () =>
      config.environment === 'sandbox'
        ? sandboxService(await sandbox())
        : realService(config, setting, RED.nodes.getNode(config.tls));
    const place = () =>
      ledgerPlace(folder(), {
        name: setting(config.ledger) || this.id,
        environment: config.environment,
        key: this.credentials?.ledgerKey,
      });
    const connection = lazily(async () => {
      const open = openConnection({
        ...(await service()),
        ledger: place(),
        language: config.language,
        protectedPersons: config.protectedPersons,
        retentionDays: Number(setting(config.retentionDays)),
        patienceMs: Number(setting(config.patience)) * 60_000,
      });
      announce(RED, this, open.history);
      return open;
    });

    Object.assign(this, {
      environment: config.environment,
      language: config.language,
      sandbox,
      connection: connection.get,
      existing: async () => (existsSync(place().file) ? connection.get() : undefined),
      certificate: async () => {
        const { tls, identity } = await service();
        return inspectCertificate(tls, { now: Date.now(), federation: identity.kind === 'federation' });
      },
    });
    liveConnections.set(this.id, this);

    const giveUpOrphans = () => {
      const configured = new Set<string>();
      RED.nodes.eachNode(({ id }) => configured.add(id));
      // A node in an instance of a subflow has the ids of both, joined.
      const exists = (id: string) => configured.has(id) || id.split('-').every((part) => configured.has(part));
      this.existing()
        .then((open) => {
          for (const nodeId of open?.holders().filter((id) => !exists(id)) ?? []) {
            const given = { messages: 0, objects: 0, ...open?.giveUp(nodeId) };
            if (given.messages + given.objects > 0) this.warn(wordsOf(RED)('given-up', { node: nodeId, ...given }));
          }
        })
        .catch((error: unknown) => this.error(reported(error)));
    };
    RED.events.on('flows:started', giveUpOrphans);

    this.on('close', (done: () => void) => {
      RED.events.removeListener('flows:started', giveUpOrphans);
      void connection
        .end((open) => open.close(), interrupted)
        .then(() => lease.end((held) => held.release(), interrupted))
        .catch((error: unknown) => this.error(reported(error)))
        .finally(() => {
          // Until now it served nodes that close at the same time and are still delivered to.
          if (liveConnections.get(this.id) === this) liveConnections.delete(this.id);
          done();
        });
    });
  }

  RED.nodes.registerType<ConnectionNode, NodeDef & DnpConnectionConfig, object, DnpConnectionCredentials>(
    'dnp-connection',
    DnpConnectionNode,
    { credentials: { ledgerKey: { type: 'password' } } },
  );
}

function notTheSandbox(): NodeFailure {
  return new NodeFailure('not-the-sandbox', 'Only a connection to the sandbox has the sample organiser.', {
    remedy: 'Choose another source, or set the connection to the sandbox.',
  });
}
