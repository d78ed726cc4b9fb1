import { inputLabels, labelStyle, paletteLabel } from '../shared/editor/labels.ts';
import { connectionChosen } from '../shared/editor/validators.ts';
import type { DnpJobStatusConfig } from './dnp-job-status.shared.ts';

const PORTS = ['port.finished', 'port.needs-attention', 'port.progress'];

RED.nodes.registerType<DnpJobStatusConfig>('dnp-job-status', {
  category: 'school provisioning',
  color: '#b5d3b2',
  icon: 'dnp-job-status.svg',
  inputs: 1,
  outputs: 3,
  defaults: {
    name: { value: '' },
    connection: { value: '', type: 'dnp-connection', validate: connectionChosen() },
  },
  paletteLabel,
  label() {
    return this.name || this._('label');
  },
  labelStyle,
  inputLabels,
  outputLabels(index) {
    return this._(PORTS[index] ?? '');
  },
});
