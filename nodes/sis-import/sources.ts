import { fetchSs12000, type Ss12000Api } from '../../lib/sis/ss12000/api.ts';
import { readExportFolder } from '../../lib/sis/ss12000/export-folder.ts';
import { openTransport } from '../../lib/transport/undici-transport.ts';
import { connectionNode } from '../shared/connection-node.ts';
import { NodeFailure } from '../shared/failure.ts';
import type { Step } from '../shared/step.ts';
import type { SisImportConfig, SisImportCredentials, Source } from './sis-import.shared.ts';

/** What a source needs to know. */
export interface Reading {
  readonly step: Step;
  readonly config: SisImportConfig;
  readonly credentials: SisImportCredentials;
  /** A text setting with its `${NAME}`s filled in. */
  readonly setting: (value: string | undefined) => string;
  /** The typed input of the source `message`. */
  readonly given: () => Promise<unknown>;
}

/**
 * How an export comes from each source: the pages of SS12000, whatever is in them.
 *
 * @throws {SisFailure} where it cannot be read; {NodeFailure} where a setting or the message lacks what it takes
 */
export const readFrom: Readonly<Record<Source, (reading: Reading) => Promise<unknown>>> = {
  message: async ({ config, given }) => {
    const pages = await given();
    if (pages !== undefined && pages !== null) return pages;
    const where = config.payloadType === 'msg' ? `msg.${config.payload}` : `The ${config.payloadType} input`;
    throw new NodeFailure('no-input', `${where} is missing, so there is no export to import.`, {
      remedy: 'Put an object with organisations, persons, duties, groups and activities there.',
    });
  },

  folder: async ({ step: { signal }, config, setting }) => {
    const folder = setting(config.folder);
    if (folder) return readExportFolder(folder, { signal });
    throw new NodeFailure('no-folder', 'The node has no folder to read the export from.', {
      remedy: 'Open the node and enter the path of the folder.',
    });
  },

  api: ({ step, config, credentials, setting }) =>
    fetchOver(step, undefined, {
      baseUrl: setting(config.baseUrl),
      access: accessOf(config, credentials, setting),
    }),

  sandbox: async ({ step, config }) => {
    const { sisUrl, ca } = await connectionNode(config.connection).sandbox();
    return fetchOver(step, ca, { baseUrl: sisUrl });
  },
};

async function fetchOver(
  { calls, status, words }: Step,
  ca: string | undefined,
  api: Pick<Ss12000Api, 'baseUrl' | 'access'>,
): Promise<unknown> {
  const transport = openTransport({ ca });
  try {
    return await fetchSs12000({
      ...api,
      ...calls,
      transport,
      onPage: (collection, objects) =>
        status.show('busy', 'status.fetching', { collection: words(`collection.${collection}`), objects }),
    });
  } finally {
    await transport.close();
  }
}

function accessOf(
  config: SisImportConfig,
  { bearer, clientSecret }: SisImportCredentials,
  setting: Reading['setting'],
): Ss12000Api['access'] {
  if (config.access === 'bearer') return { bearer: setting(bearer) || missing('token') };
  if (config.access !== 'client') return undefined;
  return {
    clientCredentials: {
      tokenUrl: setting(config.tokenUrl),
      clientId: setting(config.clientId) || missing('client id'),
      clientSecret: setting(clientSecret) || missing('client secret'),
      scope: setting(config.scope),
      sentIn: config.secretSentIn,
    },
  };
}

function missing(what: string): never {
  throw new NodeFailure('no-credentials', `The node has no ${what} for the student information system.`, {
    remedy: `Open the node and enter the ${what}.`,
  });
}
