import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { spkiPin } from './server-pin.ts';
import { TransportFailure } from './transport.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/**
 * Opens the connections of a transport. Whatever goes wrong here went wrong before a byte of a request was written, and
 * says so.
 *
 * No TLS session is ever offered again: on a resumed one Node would not check the server's name, and there would be no
 * certificate to hold against the pin.
 */
export function connectorFor(options: {
  readonly secureContext: SecureContext;
  readonly pins: readonly string[];
  readonly timeoutMs: number;
  /** Ends attempts that are still under way. */
  readonly closing: AbortSignal;
}): buildConnector.connector {
  const { secureContext, pins, timeoutMs, closing } = options;

  return ({ hostname, protocol, port }, callback) => {
    const secure = protocol === 'https:';
    if (!secure && !LOOPBACK.test(hostname)) {
      callback(new TransportFailure('server-not-trusted', `${hostname}: not an https address`), null);
      return;
    }
    const target = { host: hostname, port: Number(port) || (secure ? 443 : 80), noDelay: true, keepAlive: true };
    const socket = secure
      ? connectTls({
          ...target,
          servername: isIP(hostname) ? '' : hostname,
          secureContext,
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp(target);

    const settle = (failure?: TransportFailure) => {
      clearTimeout(timer);
      closing.removeEventListener('abort', onClosing);
      socket.off('error', onError);
      if (failure === undefined) return callback(null, socket);
      socket.on('error', () => undefined); // it is destroyed, and its failure is told below
      socket.destroy();
      callback(failure, null);
    };
    const onError = (error: Error) => settle(connectFailure(hostname, socket, error));
    const onClosing = () => settle(new TransportFailure('not-sent', `${hostname}: closed while connecting`));
    const onTimeout = () => settle(new TransportFailure('not-sent', `${hostname}: no connection in ${timeoutMs} ms`));
    const timer = setTimeout(onTimeout, timeoutMs);

    socket.once('error', onError);
    socket.once(secure ? 'secureConnect' : 'connect', () => settle(pinFailure(hostname, socket, pins)));
    if (closing.aborted) onClosing();
    else closing.addEventListener('abort', onClosing, { once: true });
  };
}

/** An error of a socket that is not connected yet. */
function connectFailure(hostname: string, socket: Socket, error: Error): TransportFailure {
  const reason = 'code' in error ? String(error.code) : error.name;
  // Node sets this where the handshake was fine but for the certificate.
  if (socket instanceof TLSSocket && socket.authorizationError) {
    return new TransportFailure(
      'server-not-trusted',
      `${hostname}: the server's certificate is not trusted (${reason})`,
      {
        cause: error,
        remedy: 'Check the address, and whether a proxy or a missing certificate authority stands between.',
      },
    );
  }
  return clientRefusal(hostname, error) ?? new TransportFailure('not-sent', `${hostname}: ${reason}`, { cause: error });
}

function pinFailure(hostname: string, socket: Socket, pins: readonly string[]): TransportFailure | undefined {
  if (pins.length === 0) return undefined;
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate !== undefined && pins.includes(spkiPin(certificate.publicKey))) return undefined;
  return new TransportFailure('server-not-trusted', `${hostname}: the server's key is not the pinned one`, {
    remedy: "Compare the pin with the federation's metadata; the server may have a new key.",
  });
}

/** TLS alerts by which a server turns down our certificate; with TLS 1.3 they come after our side of the handshake. */
const REFUSAL_ALERT = /ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

/** The server ended the handshake over our certificate: nothing that we wrote was read. */
export function clientRefusal(hostname: string, error: Error): TransportFailure | undefined {
  const alert = 'code' in error ? String(error.code) : '';
  if (!REFUSAL_ALERT.test(alert)) return undefined;
  return new TransportFailure('client-refused', `${hostname}: the server refused the connection (${alert})`, {
    cause: error,
    remedy: 'Check that the client certificate is one that this server accepts.',
  });
}
