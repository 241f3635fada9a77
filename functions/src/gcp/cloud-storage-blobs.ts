import type { Bucket } from '@google-cloud/storage';
import type { BlobStore } from '../core/event/large-event.ts';

/** Large events as objects of a Cloud Storage bucket. */
export class CloudStorageBlobs implements BlobStore {
  readonly #bucket: () => Promise<Bucket>;

  /** @param bucket Loads the client on first use: most instances never see a large event. */
  constructor(bucket: () => Promise<Bucket>) {
    this.#bucket = bucket;
  }

  async put(name: string, bytes: Uint8Array, deadlineMs: number): Promise<void> {
    const file = (await this.#bucket()).file(name);
    // One request, no resumable session: the bodies are small for Cloud Storage, and the provider waits.
    await file.save(Buffer.from(bytes), {
      resumable: false,
      contentType: 'application/json',
      timeout: deadlineMs,
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      const [bytes] = await (await this.#bucket()).file(name).download();
      return bytes;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 404) return undefined;
      throw error;
    }
  }
}
