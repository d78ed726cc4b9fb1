import { SisFailure } from '../failure.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads the address of a service that people's data or a secret goes to or comes from: https, or this machine itself.
 *
 * @throws {SisFailure} `sis-address-unusable`
 */
export function secureAddress(text: string): URL {
  const url = URL.parse(text);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url && secure && url.username === '' && url.password === '') return url;
  throw new SisFailure('sis-address-unusable', 'The address of the student information system cannot be used.', {
    remedy: 'Give an address that begins with https:// and holds no password.',
  });
}
