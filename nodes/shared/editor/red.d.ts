/** The part of Node-RED's editor that our nodes use, as its documentation describes it, without `any`. */

/** A node in the editor: its settings, and what the editor adds. */
type EditorNode<Config> = Config & {
  readonly id: string;
  readonly type: string;
  /** A sentence of the node's catalogue. */
  _(key: string, params?: Readonly<Record<string, string | number>>): string;
};

/** Made by `validator()` only: Node-RED takes a text for a complaint only from a function of exactly two parameters. */
type Validator<Config> = ((this: EditorNode<Config>, value: string, options: object) => true | string) & {
  readonly twoParameters: true;
};

interface EditorProperty<Config, Value> {
  value: Value;
  required?: boolean;
  validate?: Validator<Config>;
  /** The type of the config node that the property points to. */
  type?: string;
}

/** One entry for each setting: a forgotten default is a compile error. `name` and the rest, but nothing of the editor's. */
type EditorDefaults<Config> = { [Property in keyof Config]-?: EditorProperty<Config, Config[Property]> };

interface EditorDefinition<Config, Credentials = never> {
  category: string;
  color?: string;
  icon?: string;
  inputs?: 0 | 1;
  outputs?: number;
  defaults: EditorDefaults<Config>;
  credentials?: { [Name in keyof Credentials]-?: { type: 'text' | 'password' } };
  paletteLabel?: string | ((this: EditorNode<Config>) => string);
  label: (this: EditorNode<Config>) => string;
  labelStyle?: (this: EditorNode<Config>) => string;
  inputLabels?: (this: EditorNode<Config>) => string;
  outputLabels?: (this: EditorNode<Config>, index: number) => string;
  align?: 'left' | 'right';
  oneditprepare?: (this: EditorNode<Config>) => void;
  oneditsave?: (this: EditorNode<Config>) => void;
}

interface TypedInputOptions {
  default?: string;
  types?: readonly string[];
  typeField?: string | JQuery;
}

interface JQuery {
  typedInput(options: TypedInputOptions): JQuery;
  typedInput(method: 'value' | 'type'): string;
  typedInput(method: 'value' | 'type', value: string): JQuery;
}

/** A tab of the sidebar. `enableOnEdit` leaves it usable while a node is being edited. */
interface SidebarTab {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly content: HTMLElement;
  readonly iconClass: string;
  readonly enableOnEdit: boolean;
  /** An action that shows the tab. */
  readonly action?: string;
}

/** A node in the workspace, as far as its type is not known. */
interface WorkspaceNode {
  readonly id: string;
  readonly type: string;
  readonly connection?: string;
  readonly valid?: boolean;
}

declare const RED: {
  readonly nodes: {
    registerType<Config, Credentials = never>(type: string, definition: EditorDefinition<Config, Credentials>): void;
    node(id: string): WorkspaceNode | null;
  };
  readonly plugins: {
    /** `_` is there once `onadd` is called. */
    registerPlugin(
      id: string,
      definition: {
        type?: string;
        onadd(this: { _(key: string, params?: Readonly<Record<string, string | number>>): string }): void;
      },
    ): void;
  };
  readonly sidebar: { addTab(tab: SidebarTab): void; show(id: string): void };
  readonly comms: { subscribe(topic: string, listener: (topic: string, payload: unknown) => void): void };
  readonly events: { on(event: string, listener: () => void): void };
  readonly user: { hasPermission(permission: string): boolean };
  readonly actions: { add(name: string, action: () => void, options?: { label: string }): void };
  readonly hooks: {
    add(hook: 'viewAddNode.dnp-history', listener: (event: { node: WorkspaceNode; el: SVGElement }) => void): void;
  };
  readonly view: {
    reveal(id: string, highlight?: boolean): void;
    selection(): { readonly nodes?: readonly WorkspaceNode[] };
  };
  notify(text: string | JQuery, options: { type: 'success' | 'warning' | 'error'; timeout?: number }): void;
};
