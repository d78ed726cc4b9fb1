import { fromEnvironment, numberBetween, validator } from '../shared/editor/validators.ts';
import type { DnpConnectionConfig, DnpConnectionCredentials } from './dnp-connection.shared.ts';
import { prepareTestButton } from './editor/test-button.ts';

type ConnectionEditor = EditorNode<DnpConnectionConfig>;

const field = (name: keyof DnpConnectionConfig | keyof DnpConnectionCredentials) => $(`#node-config-input-${name}`);

/** A setting as it stands in the open dialog, or else as it was saved. */
function now(node: ConnectionEditor, name: 'environment' | 'identity'): string {
  return String(field(name).val() ?? node[name]);
}

const isReal = (node: ConnectionEditor) => now(node, 'environment') !== 'sandbox';
const isCustom = (node: ConnectionEditor) => now(node, 'environment') === 'custom';
const isMember = (node: ConnectionEditor) => isReal(node) && now(node, 'identity') === 'entity';

const address = () =>
  validator<DnpConnectionConfig>(function (value) {
    if (!isCustom(this) || fromEnvironment(value)) return undefined;
    return URL.canParse(value) && value.startsWith('https://') ? undefined : this._('invalid.address');
  });

/** Shows the rows that matter for what is chosen, and no others. */
function arrange(this: ConnectionEditor): void {
  $('.node-row-sandbox').toggle(!isReal(this));
  $('.node-row-real').toggle(isReal(this));
  $('.node-row-custom').toggle(isCustom(this));
  $('.node-row-entityId').toggle(isMember(this));
  $('.node-row-protected').toggle(field('protectedPersons').val() === 'send');
}

/** A key for a ledger that does not exist yet: never for a connection that may have one already. */
function makeKey(): void {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  field('ledgerKey').val(btoa(String.fromCharCode(...bytes)));
}

RED.nodes.registerType<DnpConnectionConfig, DnpConnectionCredentials>('dnp-connection', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'sandbox' },
    authUrl: { value: '', validate: address() },
    provisioningUrl: { value: '', validate: address() },
    tls: {
      value: '',
      type: 'tls-config',
      required: false,
      validate: validator(function (id) {
        return isReal(this) && !RED.nodes.node(id) ? this._('invalid.certificate') : undefined;
      }),
    },
    identity: { value: 'certificate' },
    entityId: {
      value: '',
      validate: validator(function (value) {
        return isMember(this) && value.trim() === '' ? this._('invalid.entity-id') : undefined;
      }),
    },
    serverPin: {
      value: '',
      validate: validator(function (value) {
        const fine = value === '' || fromEnvironment(value) || /^[A-Za-z0-9+/]{43}=$/.test(value);
        return fine ? undefined : this._('invalid.pin');
      }),
    },
    ledger: {
      value: '',
      validate: validator(function (value) {
        const fine = value === '' || fromEnvironment(value) || /^[\w-][\w.-]{0,99}$/.test(value);
        return fine ? undefined : this._('invalid.ledger');
      }),
    },
    language: { value: 'sv' },
    protectedPersons: { value: 'hold' },
    retentionDays: { value: '30', validate: numberBetween(1, 3_650) },
    patience: { value: '120', validate: numberBetween(1, 10_080) },
  },
  credentials: { ledgerKey: { type: 'password' } },
  label() {
    return this.name || this._(`label.${this.environment}`);
  },
  oneditprepare() {
    if (!RED.nodes.node(this.id)) makeKey();
    for (const name of ['environment', 'identity', 'protectedPersons'] as const) {
      field(name).on('change', () => arrange.call(this));
    }
    arrange.call(this);
    prepareTestButton(this);
  },
});
