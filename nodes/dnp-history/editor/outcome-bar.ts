import { type Counts, OUTCOMES, type Outcome } from '../../../lib/outcome.ts';
import { STAGES, type Stage } from '../../../lib/stage.ts';
import { element, icon } from '../../shared/editor/element.ts';
import { type Desk, inDigits } from './desk.ts';

const ICONS: Readonly<Record<Outcome, string>> = {
  success: 'check',
  warning: 'exclamation-triangle',
  error: 'times-circle',
  rejected: 'ban',
  held: 'pause-circle',
  skipped: 'step-forward',
  unchanged: 'check-circle-o',
  temporary: 'refresh',
  unconfirmed: 'question-circle',
};

/** The mark of an outcome, in its colour. */
export function outcomeIcon(outcome: Outcome): HTMLElement {
  const mark = icon(ICONS[outcome]);
  mark.classList.add(`dnp-outcome-${outcome}`);
  return mark;
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, number) => sum + (number ?? 0), 0);

/** "1,180 accepted, 17 rejected": outcomes in words, in the order in which the product lists them. */
function countsInWords(counts: Counts, desk: Desk): string {
  return OUTCOMES.flatMap((outcome) => {
    const number = counts[outcome] ?? 0;
    return number > 0 ? [`${inDigits(desk, number)} ${desk.words(`history.outcome.${outcome}`).toLowerCase()}`] : [];
  }).join(', ');
}

/** Stage by stage a bar of its outcomes and how many objects there are; stages that the run has not come to are left out. */
export function outcomeBars(counts: Partial<Record<Stage, Counts>>, desk: Desk): HTMLElement {
  const bars = element('span', { class: 'dnp-history-bars' });
  for (const stage of STAGES) {
    const ofStage = counts[stage];
    if (!ofStage || total(ofStage) === 0) continue;
    const sentence = countsInWords(ofStage, desk);
    const bar = element('span', { class: 'dnp-history-bar', role: 'img', 'aria-label': sentence, title: sentence });
    for (const outcome of OUTCOMES) {
      const number = ofStage[outcome] ?? 0;
      if (number === 0) continue;
      const part = element('span', { class: `dnp-outcome-${outcome}` });
      part.style.flexGrow = String(number);
      bar.append(part);
    }
    bars.append(
      element('span', { class: 'dnp-history-stage' }, desk.words(`history.stage.${stage}`)),
      bar,
      element('span', { class: 'dnp-history-number' }, inDigits(desk, total(ofStage))),
    );
  }
  return bars;
}
