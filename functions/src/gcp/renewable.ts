/** A client that is loaded by its first use, and left behind for a new one when it no longer answers. */
export class Renewable<Client> {
  readonly #load: () => Promise<Client>;
  readonly #end: (client: Client) => Promise<unknown>;
  #current: Promise<Client> | undefined;

  /** @param load A failure is not remembered: the next use tries again. @param end Closes a client. */
  constructor(load: () => Promise<Client>, end: (client: Client) => Promise<unknown>) {
    this.#load = load;
    this.#end = end;
  }

  get(): Promise<Client> {
    if (this.#current !== undefined) return this.#current;
    const loading = this.#load();
    this.#current = loading;
    loading.catch(() => {
      if (this.#current === loading) this.#current = undefined;
    });
    return loading;
  }

  /**
   * Leaves a client behind that did not answer in time: a half-open connection would go on not answering for a
   * quarter of an hour, and one that was refused is tried again by gRPC ever more rarely.
   * @param client What {@link get} gave. If it has already been replaced, nothing happens.
   * @param graceMs When to close it: others may still wait for its answers, each up to a deadline.
   */
  leave(client: Promise<Client>, graceMs: number): void {
    if (this.#current !== client) return;
    this.#current = undefined;
    setTimeout(() => {
      client.then(this.#end).catch(() => undefined);
    }, graceMs).unref();
  }

  /** Closes the client; what is under way fails. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) await this.#end(await current);
  }
}

/** Options without which gRPC gives a new client the connection of the one that it replaces. */
export const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 };
