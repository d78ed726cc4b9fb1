import { element } from '../../shared/editor/element.ts';
import type { Words } from './desk.ts';

let dialogs = 0;

/**
 * Asks before something is done. Escape and the first button mean no.
 *
 * @param action what the other button says
 */
export function confirmed(words: Words, { title, text, action }: Record<'title' | 'text' | 'action', string>) {
  dialogs += 1;
  const id = `dnp-history-dialog-${dialogs}`;
  const choice = (value: 'no' | 'yes', label: string, primary: boolean) =>
    element('button', { value, class: `red-ui-button${primary ? ' primary' : ''}` }, label);
  const dialog = element(
    'dialog',
    { class: 'dnp-history-dialog', 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-text` },
    element(
      'form',
      { method: 'dialog' },
      element('h3', { id: `${id}-title` }, title),
      element('p', { id: `${id}-text` }, text),
      element('div', {}, choice('no', words('history.action.cancel'), false), choice('yes', action, true)),
    ),
  );
  // The editor's own shortcuts are not meant while it asks.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.body.append(dialog);
  return new Promise<boolean>((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
  });
}
