import { STAGES, type Stage } from '../../../lib/stage.ts';
import type { Words } from './desk.ts';

/** A node that somebody comes from who asks for its run. */
export interface Origin {
  readonly node: string;
  readonly connection: string;
  /** The stage that the node is for, if it is for one. */
  readonly stage: Stage | undefined;
}

const OURS = /^(?:dnp-|sis-import$)/;

function originOf({ id, type, connection }: WorkspaceNode): Origin | undefined {
  if (!connection || !OURS.test(type)) return undefined;
  return { node: id, connection, stage: STAGES.find((stage) => type === `dnp-${stage.toLowerCase()}`) };
}

/** The line under each of our nodes leads to its run, by a click or, for the selected node, by an action. */
export function linkNodeStatus(words: Words, show: (origin: Origin | undefined) => void): void {
  RED.hooks.add('viewAddNode.dnp-history', ({ node, el }) => {
    if (!OURS.test(node.type)) return;
    const line = el.querySelector('.red-ui-flow-node-status-group');
    line?.classList.add('dnp-history-link');
    line?.addEventListener('click', () => show(originOf(node)));
  });
  RED.actions.add(
    'school-provisioning:show-history',
    () => {
      const [node] = RED.view.selection().nodes ?? [];
      show(node && originOf(node));
    },
    { label: words('history.action.show-history') },
  );
}
