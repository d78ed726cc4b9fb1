import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { inWords, type RefusalCause } from '../../lib/dnp/grant/failures.ts';
import { addRoute, nodeId, Refused } from '../shared/admin-route.ts';
import { type ConnectionNode, liveConnections } from '../shared/connection-node.ts';
import { reported } from '../shared/failure.ts';
import {
  type ConnectionTest,
  type Problem,
  TEST_PERMISSION,
  TEST_ROOT,
  type TestedCertificate,
  type TestedOrganiser,
} from './connection-test.shared.ts';

/** How long somebody who has pressed a button waits for the authorization server. */
const PATIENCE_MS = 15_000;

/** The *Test* button: which certificate the connection shows, and whom the authorization server takes it for. */
export function addConnectionTest(RED: NodeAPI): void {
  addRoute(RED, {
    method: 'post',
    path: `/${TEST_ROOT}/:id/test`,
    permission: TEST_PERMISSION,
    params: z.object({ id: nodeId }),
    answer: async ({ params: { id } }): Promise<ConnectionTest> => {
      const node = liveConnections.get(id);
      if (!node) throw new Refused(404, 'not-deployed', 'The connection is not deployed yet: deploy, then test it.');
      const found: { certificate?: TestedCertificate; organiser?: TestedOrganiser } = {};
      try {
        found.certificate = await certificate(node);
        found.organiser = await organiser(node);
      } catch (error) {
        return { environment: node.environment, ...found, refusal: refusal(error) };
      }
      return { environment: node.environment, ...found };
    },
  });
}

async function certificate(node: ConnectionNode): Promise<TestedCertificate> {
  const { spkiPin, problems, ...certificate } = await node.certificate();
  // The sandbox is its own authority, and takes the certificates that it made itself.
  const counting =
    node.environment === 'sandbox' ? problems.filter((code) => code !== 'issuer-not-approved') : problems;
  return { ...certificate, pin: spkiPin, problems: counting.map(problem) };
}

async function organiser(node: ConnectionNode): Promise<TestedOrganiser> {
  const connection = await node.connection();
  const { organisationId, organisationName, expiresAt } = await connection.authorize({
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { id: organisationId, ...(organisationName === undefined ? {} : { name: organisationName }), expiresAt };
}

function problem(code: RefusalCause): Problem {
  return { code, ...inWords(code) };
}

function refusal(error: unknown): Problem {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return {
      code: 'no-answer',
      message: `The authorization server has not answered within ${PATIENCE_MS / 1_000} seconds.`,
      remedy: 'Check its address, and whether this machine may call it.',
    };
  }
  const { cause, code, message } = reported(error);
  const remedy = cause instanceof Error && 'remedy' in cause ? String(cause.remedy ?? '') : '';
  return { code, message: remedy === '' ? message : message.replace(` ${remedy}`, ''), remedy };
}
