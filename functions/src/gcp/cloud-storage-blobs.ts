import type { Bucket } from '@google-cloud/storage';
import { scoped } from '../core/config/scope.ts';
import type { BlobStore } from '../core/event/large-event.ts';

/** Large events as objects of a Cloud Storage bucket. */
export class CloudStorageBlobs implements BlobStore {
  readonly #bucket: () => Promise<Bucket>;
  readonly #scope: string;

  /**
   * @param bucket Loads the client on first use: most instances never see a large event.
   * @param scope In front of each name, so that several installations can share a bucket.
   */
  constructor(bucket: () => Promise<Bucket>, scope = '') {
    this.#bucket = bucket;
    this.#scope = scope;
  }

  async put(name: string, bytes: Uint8Array, deadlineMs: number): Promise<void> {
    const file = (await this.#bucket()).file(scoped(this.#scope, name));
    // One request, no resumable session: the bodies are small for Cloud Storage, and the provider waits.
    await file.save(Buffer.from(bytes), {
      resumable: false,
      contentType: 'application/json',
      timeout: deadlineMs,
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      const [bytes] = await (await this.#bucket()).file(scoped(this.#scope, name)).download();
      return bytes;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 404) return undefined;
      throw error;
    }
  }
}
