import { fromEnvironment, numberBetween, validator } from '../shared/editor/validators.ts';
import type { ArpConnectionConfig, ArpConnectionCredentials } from './arp-connection.shared.ts';

/** A day: schools come and go, but not within one. */
const MOST_CACHE_MINUTES = 1440;

RED.nodes.registerType<ArpConnectionConfig, ArpConnectionCredentials>('arp-connection', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'sandbox', required: true },
    baseUrl: { value: 'https://arpservice.entree.kennisnet.nl', validate: baseUrlGiven() },
    version: { value: '2', required: true },
    headerName: { value: 'apiKey', validate: headerNameGiven() },
    cacheMinutes: { value: '60', validate: numberBetween(0, MOST_CACHE_MINUTES) },
  },
  credentials: { apiKey: { type: 'password' } },
  label() {
    return this.name || this._(`label.${this.environment}`, { version: this.version });
  },
  oneditprepare() {
    const environment = $('#node-config-input-environment');
    const show = () => {
      $('.arp-connection-custom').toggle(environment.val() === 'custom');
      $('.arp-connection-service').toggle(environment.val() !== 'sandbox');
      $('.arp-connection-sandbox').toggle(environment.val() === 'sandbox');
    };
    environment.on('change', show);
    show();
  },
});

/** The key goes there: nothing but TLS will do. */
function baseUrlGiven() {
  return validator<ArpConnectionConfig>(function (value) {
    const fine = this.environment !== 'custom' || fromEnvironment(value) || /^https:\/\/[^\s?#]+$/.test(value.trim());
    return fine ? undefined : this._('invalid.base-url');
  });
}

/** RFC 9110: a token. */
function headerNameGiven() {
  return validator<ArpConnectionConfig>(function (value) {
    const fine = fromEnvironment(value) || /^[!#$%&'*+.^_`|~\w-]+$/.test(value.trim());
    return fine ? undefined : this._('invalid.header-name');
  });
}
