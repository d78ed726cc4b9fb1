import { inputLabels, labelStyle, paletteLabel } from '../shared/editor/labels.ts';
import { connectionChosen } from '../shared/editor/validators.ts';
import type { DnpGateConfig } from './dnp-gate.shared.ts';

const PORTS = ['port.open', 'port.held'];

RED.nodes.registerType<DnpGateConfig>('dnp-gate', {
  category: 'school provisioning',
  color: '#b5d3b2',
  icon: 'dnp-gate.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    connection: { value: '', type: 'dnp-connection', validate: connectionChosen() },
    before: { value: 'Duty' },
    incompleteGroups: { value: 'send' },
  },
  paletteLabel,
  label() {
    return this.name || this._('label', { stage: this._(`stage.${this.before}`) });
  },
  labelStyle,
  inputLabels,
  outputLabels(index) {
    return this._(PORTS[index] ?? '');
  },
  oneditprepare() {
    const before = $('#node-input-before');
    before.on('change', () => $('#node-row-incompleteGroups').toggle(before.val() === 'Group'));
    before.trigger('change');
  },
});
