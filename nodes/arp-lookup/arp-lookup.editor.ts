import { inputLabels, labelStyle } from '../shared/editor/labels.ts';
import { connectionChosen, validator } from '../shared/editor/validators.ts';
import type { ArpLookupConfig, ArpOperation } from './arp-lookup.shared.ts';

/** The rows of the form that an operation needs, by the class they carry. */
const ROWS: Record<ArpOperation, readonly string[]> = {
  check: ['school', 'required'],
  policy: ['school'],
  schools: ['list'],
  serviceProviders: ['list'],
  configuration: [],
};

const SOURCES = ['msg', 'flow', 'global', 'str', 'env', 'jsonata'];

RED.nodes.registerType<ArpLookupConfig>('arp-lookup', {
  category: 'school provisioning',
  color: '#e3bfae',
  icon: 'arp-lookup.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    connection: { value: '', type: 'arp-connection', validate: connectionChosen() },
    operation: { value: 'check', required: true },
    brin: { value: 'payload.brin', validate: neededFor('school') },
    brinType: { value: 'msg' },
    organisationCode: { value: 'payload.organisationCode', validate: neededFor('school') },
    organisationCodeType: { value: 'msg' },
    required: { value: '', validate: neededFor('required') },
    requiredType: { value: 'str' },
    refresh: { value: false },
  },
  paletteLabel: 'ARP',
  label() {
    return this.name || this._(`operation.${this.operation}`);
  },
  labelStyle,
  inputLabels,
  outputLabels() {
    return this._('shared.port.result');
  },
  oneditprepare() {
    $('#node-input-brin').typedInput({ types: SOURCES, typeField: '#node-input-brinType' });
    $('#node-input-organisationCode').typedInput({ types: SOURCES, typeField: '#node-input-organisationCodeType' });
    $('#node-input-required').typedInput({ types: [...SOURCES, 'json'], typeField: '#node-input-requiredType' });

    const operation = $('#node-input-operation');
    const show = () => {
      const needed = rowsOf(String(operation.val()));
      for (const row of new Set(Object.values(ROWS).flat())) $(`.arp-lookup-${row}`).toggle(needed.includes(row));
    };
    operation.on('change', show);
    show();
  },
});

function rowsOf(operation: string): readonly string[] {
  return Object.entries(ROWS).find(([name]) => name === operation)?.[1] ?? [];
}

/** Not left empty where the operation shows its row. */
function neededFor(row: string) {
  return validator<ArpLookupConfig>(function (value) {
    return rowsOf(this.operation).includes(row) && value.trim() === '' ? this._(`invalid.${row}`) : undefined;
  });
}
