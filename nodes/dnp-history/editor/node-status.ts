import { STAGES, type Stage } from '../../../lib/dnp/stage.ts';
import type { Words } from './desk.ts';

/** Which run somebody asks for who comes from a node: the last of its connection that came to its stage. */
export interface Origin {
  readonly connection: string;
  readonly stage: Stage | undefined;
}

function originOf({ type, connection }: WorkspaceNode): Origin | undefined {
  if (!connection || !/^(dnp-|sis-import)/.test(type)) return undefined;
  return { connection, stage: STAGES.find((stage) => type === `dnp-${stage.toLowerCase()}`) };
}

/** The line under each of our nodes leads to its run, by a click or, for the selected node, by an action. */
export function linkNodeStatus(words: Words, show: (origin: Origin | undefined) => void): void {
  RED.hooks.add('viewAddNode.dnp-history', ({ node, el }) => {
    if (!/^(dnp-|sis-import)/.test(node.type)) return;
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
