import { inputLabels, labelStyle, paletteLabel } from '../shared/editor/labels.ts';
import { connectionChosen } from '../shared/editor/validators.ts';
import type { DnpAuthConfig } from './dnp-auth.shared.ts';

RED.nodes.registerType<DnpAuthConfig>('dnp-auth', {
  category: 'school provisioning',
  color: '#d9c58b',
  icon: 'dnp-auth.svg',
  inputs: 1,
  outputs: 1,
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
  outputLabels() {
    return this._('port.authorized');
  },
});
