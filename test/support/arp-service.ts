import { createArp } from '../../lib/sandbox/arp/service.ts';
import { createAuthority } from '../../lib/sandbox/certificates.ts';
import { type Exchange, listen, type Service } from '../../lib/sandbox/http-server.ts';
import { type MisbehaviourChange, Misconduct } from '../../lib/sandbox/misbehaviour.ts';
import { systemClock } from '../../lib/transport/clock.ts';

/** The sandbox's ARP service alone, over TLS on loopback. */
export interface ArpService {
  readonly baseUrl: string;
  /** The authority that signed its certificate, PEM. */
  readonly ca: string;
  /** The key of a service provider. */
  readonly key: string;
  /** A key that is bound to no service provider. */
  readonly keyWithoutProvider: string;
  /** What went over the wire so far. */
  readonly exchanges: readonly Exchange[];
  misbehave(change: MisbehaviourChange): void;
  /** Changes the text of every answer from now on, as if the schools had changed their minds. */
  alter(change: ((body: string) => string) | undefined): void;
  close(): Promise<void>;
}

export async function startArpService(): Promise<ArpService> {
  const authority = await createAuthority('ARP test');
  const { cert, key: tlsKey } = await authority.serverCertificate();
  const keys = { key: 'key-of-a-provider', keyWithoutProvider: 'key-of-nobody' };
  const misconduct = new Misconduct(1);
  const exchanges: Exchange[] = [];
  const arp = createArp({ clock: systemClock, misconduct, ...keys });
  let alteration: ((body: string) => string) | undefined;
  const service: Service = async (call) => {
    const answer = await arp(call);
    if (alteration === undefined || 'lost' in answer) return answer;
    return { ...answer, json: JSON.parse(alteration(JSON.stringify(answer.json))) };
  };
  const listener = await listen({
    name: 'arp',
    port: 0,
    service,
    tls: { cert, key: tlsKey },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  return {
    ...keys,
    baseUrl: listener.origin,
    ca: authority.ca,
    exchanges,
    misbehave: (change) => misconduct.change(change),
    alter: (change) => {
      alteration = change;
    },
    close: () => listener.close(),
  };
}
