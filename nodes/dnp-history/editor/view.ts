/** One of the pages of the history, which lie on each other like cards. */
export interface View {
  readonly element: HTMLElement;
  /** Fetches what it shows again. */
  refresh(): Promise<void>;
  /** Fetches what may have changed since, after an event or a while. */
  update(): Promise<void>;
  /** Whether something in it is still under way, so that it is worth asking again. */
  readonly underWay: boolean;
  focus(): void;
}
