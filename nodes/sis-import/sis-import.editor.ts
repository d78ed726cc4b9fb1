import { inputLabels, labelStyle } from '../shared/editor/labels.ts';
import { connectionChosen, fromEnvironment, validator } from '../shared/editor/validators.ts';
import type { SisImportConfig, SisImportCredentials } from './sis-import.shared.ts';

type ImportEditor = EditorNode<SisImportConfig>;

const PORTS = ['port.dataset', 'port.left-out'];

const field = (name: keyof SisImportConfig) => $(`#node-input-${name}`);

/** A setting as it stands in the open dialog, or else as it was saved. */
function now(node: ImportEditor, name: 'source' | 'access'): string {
  return String(field(name).val() ?? node[name]);
}

const isFrom = (node: ImportEditor, source: SisImportConfig['source']) => now(node, 'source') === source;
const isClient = (node: ImportEditor) => isFrom(node, 'api') && now(node, 'access') === 'client';

/** What a source cannot do without. */
const neededFor = (source: SisImportConfig['source'], complaint: string) =>
  validator<SisImportConfig>(function (value) {
    return isFrom(this, source) && value.trim() === '' ? this._(complaint) : undefined;
  });

/** People's data and secrets go to and come from there: TLS, or this machine. */
const address = (isUsed: (node: ImportEditor) => boolean) =>
  validator<SisImportConfig>(function (value) {
    if (!isUsed(this) || fromEnvironment(value)) return undefined;
    const fine = URL.canParse(value) && /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(value);
    return fine ? undefined : this._('invalid.address');
  });

/** Shows the rows that matter for what is chosen, and no others. */
function arrange(this: ImportEditor): void {
  for (const source of ['message', 'folder', 'api', 'sandbox'] as const) {
    $(`.node-row-${source}`).toggle(isFrom(this, source));
  }
  $('.node-row-bearer').toggle(isFrom(this, 'api') && now(this, 'access') === 'bearer');
  $('.node-row-client').toggle(isClient(this));
}

RED.nodes.registerType<SisImportConfig, SisImportCredentials>('sis-import', {
  category: 'school provisioning',
  color: '#c9b8d9',
  icon: 'sis-import.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    connection: { value: '', type: 'dnp-connection', validate: connectionChosen() },
    source: { value: 'sandbox' },
    payload: { value: 'payload', validate: neededFor('message', 'shared.invalid.source') },
    payloadType: { value: 'msg' },
    folder: { value: '', validate: neededFor('folder', 'invalid.folder') },
    baseUrl: { value: '', validate: address((node) => isFrom(node, 'api')) },
    access: { value: 'none' },
    tokenUrl: { value: '', validate: address(isClient) },
    clientId: {
      value: '',
      validate: validator(function (value) {
        return isClient(this) && value.trim() === '' ? this._('invalid.client-id') : undefined;
      }),
    },
    scope: { value: '' },
    secretSentIn: { value: 'header' },
    today: {
      value: '',
      validate: validator(function (value) {
        const fine = value.trim() === '' || fromEnvironment(value) || isDay(value.trim());
        return fine ? undefined : this._('invalid.today');
      }),
    },
  },
  credentials: { bearer: { type: 'password' }, clientSecret: { type: 'password' } },
  paletteLabel() {
    return this._('palette-label');
  },
  label() {
    return this.name || this._(`label.${this.source}`);
  },
  labelStyle,
  inputLabels,
  outputLabels(index) {
    return this._(PORTS[index] ?? '');
  },
  oneditprepare() {
    field('payload').typedInput({
      default: 'msg',
      types: ['msg', 'flow', 'global', 'json', 'jsonata'],
      typeField: field('payloadType'),
    });
    for (const name of ['source', 'access'] as const) field(name).on('change', () => arrange.call(this));
    arrange.call(this);
  },
});

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
