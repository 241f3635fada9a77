import { randomFillSync } from 'node:crypto';

/** Made in one go: several ids are taken for every event. */
const pool = Buffer.alloc(4096);
let used = pool.byteLength;

/** The id of a span: 16 hex digits. */
export function newSpanId(): string {
  return take(8);
}

/** The id of a trace: 32 hex digits. */
export function newTraceId(): string {
  return take(16);
}

function take(bytes: number): string {
  if (used + bytes > pool.byteLength) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
