import type { Node, NodeAPI, NodeDef } from 'node-red';
import { checkAttributes, parseRequired } from '../../lib/arp/attributes.ts';
import type { ArpClient } from '../../lib/arp/client.ts';
import { parseBrin, parseOrganisationCode } from '../../lib/arp/identifiers.ts';
import { arpConnectionNode } from '../arp-connection/arp-node.ts';
import { type Input, onInput } from '../shared/input.ts';
import { typedInput } from '../shared/typed-input.ts';
import type { ArpLookupConfig, ArpOperation } from './arp-lookup.shared.ts';
import { changesSince } from './seen-policies.ts';

/** One operation at work on one message. */
interface Lookup {
  readonly node: Node;
  readonly arp: ArpClient;
  readonly config: ArpLookupConfig;
  readonly input: Input;
  /** A typed input of the node, evaluated on this message. */
  readonly given: (name: 'brin' | 'organisationCode' | 'required') => Promise<unknown>;
}

/** What goes into the message, and the line under the node. */
interface Found {
  readonly payload: unknown;
  /** About which school and service provider, and what changed. */
  readonly about?: Readonly<Record<string, unknown>>;
  readonly status: Parameters<Input['status']['settle']>;
}

const OPERATIONS: Record<ArpOperation, (lookup: Lookup) => Promise<Found>> = {
  check,
  policy,
  schools,
  serviceProviders,
  configuration,
};

/** Asks Kennisnet what schools release to service providers. */
export default function arpLookup(RED: NodeAPI): void {
  function ArpLookupNode(this: Node, config: NodeDef & ArpLookupConfig): void {
    RED.nodes.createNode(this, config);
    onInput(RED, this, async (input) => {
      const { msg, send, status } = input;
      const arp = await arpConnectionNode(RED, config.connection).arp();
      status.show('busy', 'status.asking');
      const { operation } = config;
      const found = await OPERATIONS[operation]({
        node: this,
        arp,
        config,
        input,
        given: (name) => typedInput(RED, this, { value: config[name], type: config[`${name}Type`] }, msg),
      });
      msg.payload = found.payload;
      msg.arp = { operation, ...found.about };
      send(msg);
      status.settle(...found.status);
    });
  }
  RED.nodes.registerType('arp-lookup', ArpLookupNode);
}

async function schools({ arp, config, input: { signal } }: Lookup): Promise<Found> {
  const payload = await arp.schools({ refresh: config.refresh, signal });
  return { payload, status: ['done', 'status.schools', { count: payload.length, schools: payload.length }] };
}

async function serviceProviders({ arp, config, input: { signal } }: Lookup): Promise<Found> {
  const payload = await arp.serviceProviders({ refresh: config.refresh, signal });
  return {
    payload,
    status: ['done', 'status.service-providers', { count: payload.length, providers: payload.length }],
  };
}

async function configuration({ arp, input: { signal } }: Lookup): Promise<Found> {
  const payload = await arp.configuration({ signal });
  const policies = payload.attributeReleasePolicy.length;
  return { payload, status: ['done', 'status.policies', { count: policies, policies }] };
}

/** The policies of the school that the message names, and how they differ from what this node saw before. */
async function readPolicies({ node, arp, input: { signal }, given }: Lookup) {
  const brin = parseBrin(await given('brin'));
  const organisationCode = parseOrganisationCode(await given('organisationCode'));
  const policies = await arp.policy(brin, organisationCode, { signal });
  const changes = await changesSince(node, brin, organisationCode, policies);
  return { policies, about: { brin, organisationCode, ...(changes && { changes }) } };
}

async function policy(lookup: Lookup): Promise<Found> {
  const { policies, about } = await readPolicies(lookup);
  const changes = about.changes?.length ?? 0;
  return {
    payload: policies,
    about,
    status:
      changes > 0
        ? ['attention', 'status.changed', { count: changes, changes }]
        : ['done', 'status.policies', { count: policies.length, policies: policies.length }],
  };
}

async function check(lookup: Lookup): Promise<Found> {
  const required = parseRequired(await lookup.given('required'));
  const { policies, about } = await readPolicies(lookup);
  const verdict = checkAttributes(policies, required);
  return {
    payload: { brin: about.brin, organisationCode: about.organisationCode, ...verdict },
    about,
    status:
      verdict.verdict === 'released'
        ? ['done', 'status.released']
        : ['attention', `status.${verdict.verdict}`, { missing: verdict.missing.join(', ') }],
  };
}
