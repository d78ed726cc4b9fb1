import type { Node, NodeAPI } from 'node-red';
import type { ArpClient } from '../../lib/arp/client.ts';
import { NodeFailure } from '../shared/failure.ts';
import type { ArpConnectionCredentials } from './arp-connection.shared.ts';

/** An `arp-connection` as the other nodes see it. */
export interface ArpConnectionNode extends Node<ArpConnectionCredentials> {
  /** The client of this connection: made at the first call, the same for all. */
  arp(): Promise<ArpClient>;
}

const isArpConnection = (node: Node | null): node is ArpConnectionNode => node !== null && 'arp' in node;

/**
 * The connection node that a setting points to.
 *
 * @throws {NodeFailure} `no-connection`
 */
export function arpConnectionNode(RED: NodeAPI, id: string | undefined): ArpConnectionNode {
  const node = id === undefined ? null : RED.nodes.getNode(id);
  if (isArpConnection(node)) return node;
  throw new NodeFailure('no-connection', 'The node has no connection, or its connection is disabled.', {
    remedy: 'Open the node and choose a connection.',
  });
}
