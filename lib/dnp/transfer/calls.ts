/**
 * Bulk calls of this process that the ledger cannot tell of: those under way, and those whose end a disk fault has kept
 * from being written down. Without it their intents would look like ones that a crash left behind.
 */
export class Calls {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #unwritten = new Map<string, () => void>();

  /** Makes the call of a batch and writes down its end; {@link over} waits for that. */
  async during<T>(batchId: string, call: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.set(batchId, promise);
    try {
      return await call();
    } finally {
      this.#underWay.delete(batchId);
      resolve();
    }
  }

  /** Writes down how a call ended. Where the disk fails it stays in mind, to be written before the batch is touched again. */
  writeDown(batchId: string, write: () => void): void {
    this.#unwritten.set(batchId, write);
    write();
    this.#unwritten.delete(batchId);
  }

  /** Resolves when the call of a batch has ended and the ledger knows how. @throws {LedgerFailure} */
  async over(batchId: string): Promise<void> {
    await this.#underWay.get(batchId);
    const write = this.#unwritten.get(batchId);
    if (write) this.writeDown(batchId, write);
  }
}
