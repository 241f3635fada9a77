import type { BlobStore } from '../core/event/large-event.ts';

/** Large events in memory; `kept` is open to tests that change what was stored. */
export class MemoryBlobs implements BlobStore {
  readonly kept = new Map<string, Uint8Array>();

  async put(name: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(name, bytes);
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    return this.kept.get(name);
  }
}
