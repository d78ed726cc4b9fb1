/**
 * Makes the buttons of a list one stop of the tab key: the arrow keys, Home and End move between them.
 *
 * @returns to be called when the list has other buttons
 */
export function roving(list: HTMLElement): () => void {
  const stops = () => [...list.querySelectorAll<HTMLButtonElement>('[data-stop]')];
  const enter = (stop: HTMLButtonElement | undefined) => {
    for (const other of stops()) other.tabIndex = other === stop ? 0 : -1;
  };
  list.addEventListener('focusin', ({ target }) => enter(stops().find((stop) => stop === target)));
  list.addEventListener('keydown', (event) => {
    const all = stops();
    const now = all.findIndex((stop) => stop.tabIndex === 0);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    all[Math.min(Math.max(0, next), all.length - 1)]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return () => enter(stops().find((stop) => stop.tabIndex === 0) ?? stops()[0]);
}
