import { inputLabels, labelStyle, paletteLabel } from '../shared/editor/labels.ts';
import { label, outputLabels, prepare } from '../shared/editor/resource-editor.ts';
import { connectionChosen, numberBetween, sourceGiven } from '../shared/editor/validators.ts';
import type { ResourceConfig } from '../shared/resource/resource.shared.ts';

RED.nodes.registerType<ResourceConfig>('dnp-duty', {
  category: 'school provisioning',
  color: '#a9c9dd',
  icon: 'dnp-duty.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    connection: { value: '', type: 'dnp-connection', validate: connectionChosen() },
    operation: { value: 'send' },
    source: { value: 'payload.duties', validate: sourceGiven() },
    sourceType: { value: 'msg' },
    limit: { value: '', required: false, validate: numberBetween(1, 1_000_000) },
  },
  paletteLabel,
  label,
  labelStyle,
  inputLabels,
  outputLabels,
  oneditprepare: prepare,
});
