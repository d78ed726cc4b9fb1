type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An element with attributes and children. Texts become text nodes and never markup: what a service says is not trusted.
 *
 * @param attributes `true` sets an attribute without a value; `false` and `undefined` leave it out
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** One of Node-RED's Font Awesome icons; decoration only, a word always stands beside it. */
export const icon = (name: string): HTMLElement => element('i', { class: `fa fa-${name}`, 'aria-hidden': 'true' });

/** A button as Node-RED draws small ones. */
export function button(label: string, iconName: string, onClick: () => void): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small' },
    icon(iconName),
    ` ${label}`,
  );
  made.addEventListener('click', onClick);
  return made;
}

/** A button with an icon alone; its name is for the pointer's tooltip and for screen readers. */
export function iconButton(label: string, iconName: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-label': label, title: label };
  const made = element('button', attributes, icon(iconName));
  made.addEventListener('click', onClick);
  return made;
}
