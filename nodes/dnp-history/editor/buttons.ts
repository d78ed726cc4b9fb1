import { element, icon } from '../../shared/editor/element.ts';

/** A button as Node-RED draws small ones. Where there is little room its word is for the tooltip and screen readers only. */
export function button(label: string, iconName: string, onClick: () => void): HTMLButtonElement {
  const made = iconButton(label, iconName, onClick);
  made.append(element('span', { class: 'dnp-history-label' }, ` ${label}`));
  return made;
}

/** A button with an icon alone; its name is for the pointer's tooltip and for screen readers. */
export function iconButton(label: string, iconName: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-label': label, title: label };
  const made = element('button', attributes, icon(iconName));
  made.addEventListener('click', onClick);
  return made;
}
