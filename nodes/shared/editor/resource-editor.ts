import { RESOURCE_OPERATIONS, type ResourceConfig, type ResourceOperation } from '../resource/resource.shared.ts';

/** The shape of the four nodes of the stages in the editor: they differ in words and icons only. */
type ResourceNode = EditorNode<ResourceConfig>;

const isRead = (operation: ResourceOperation): boolean => RESOURCE_OPERATIONS.indexOf(operation) >= 4;

/** "Send persons", or the name that the user gave. `label` in a node's catalogue puts the verb where its language does. */
export function label(this: ResourceNode): string {
  if (this.name) return this.name;
  const text = this._('label', { operation: this._(`shared.operation.${this.operation}`) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function outputLabels(this: ResourceNode, index: number): string {
  const reading = ['shared.port.result', 'shared.port.unused'];
  const sending = ['shared.port.submitted', 'shared.port.set-aside'];
  return this._((isRead(this.operation) ? reading : sending)[index] ?? '');
}

/** Fits the form to the operation: a list needs no input, and only a list has a limit. */
export function prepare(this: ResourceNode): void {
  $('#node-input-source').typedInput({
    default: 'msg',
    types: ['msg', 'flow', 'global', 'json', 'jsonata', 'env'],
    typeField: $('#node-input-sourceType'),
  });
  const operation = $('#node-input-operation');
  const arrange = () => {
    const chosen = RESOURCE_OPERATIONS.find((known) => known === operation.val()) ?? 'send';
    $('#node-input-operation-help').text(this._(`shared.operation-help.${chosen}`));
    $('#node-row-source').toggle(chosen !== 'list');
    $('#node-row-limit').toggle(chosen === 'list');
  };
  operation.on('change', arrange);
  arrange();
}
