/** Something that is made at the first call and shared by all later ones. */
export interface Lazy<T> {
  /** A failure is not kept: the next call tries again. */
  get(): Promise<T>;
  /** Ends it if it was made; it serves until then. Whoever asks afterwards gets `reason`. */
  end(dispose: (value: T) => Promise<void>, reason: () => Error): Promise<void>;
}

export function lazily<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | undefined;
  let ended: (() => Error) | undefined;
  return {
    get() {
      if (ended && !made) return Promise.reject(ended());
      made ??= make().catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return made;
    },
    async end(dispose, reason) {
      ended = reason;
      // A making that fails has already been told to whoever asked for it.
      const value = await made?.then((it) => ({ it })).catch(() => undefined);
      try {
        if (value) await dispose(value.it);
      } finally {
        made = undefined;
      }
    },
  };
}
