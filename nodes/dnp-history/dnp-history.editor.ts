import { PERMISSIONS } from './dnp-history.shared.ts';
import { linkNodeStatus } from './editor/node-status.ts';
import { Sidebar } from './editor/sidebar.ts';

const TAB = 'dnp-history';
const SHOW = 'school-provisioning:show-history-tab';

RED.plugins.registerPlugin('dnp-history', {
  onadd() {
    if (!RED.user.hasPermission(PERMISSIONS.read)) return;
    const words = (key: string, params?: Readonly<Record<string, string | number>>) => this._(key, params);
    const sidebar = new Sidebar(words);
    RED.actions.add(SHOW, () => RED.sidebar.show(TAB), { label: words('history.title') });
    RED.sidebar.addTab({
      id: TAB,
      label: words('history.tab'),
      name: words('history.title'),
      content: sidebar.element,
      iconClass: 'fa fa-history',
      enableOnEdit: true,
      action: SHOW,
    });
    linkNodeStatus(words, (origin) => {
      RED.sidebar.show(TAB);
      void sidebar.showOrigin(origin);
    });
  },
});
