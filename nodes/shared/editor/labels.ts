/** A node that the user has named is drawn in italics, as Node-RED's own nodes are. */
export function labelStyle(this: EditorNode<{ name: string }>): string {
  return this.name ? 'node_label_italic' : '';
}

export function inputLabels(this: EditorNode<object>): string {
  return this._('shared.port.message');
}

export function paletteLabel(this: EditorNode<object>): string {
  return this._('palette-label');
}
