import { vi } from 'vitest';

/** Calls an official verifier that reads the clock itself, with the clock standing at a given time. Timers run on. */
export async function atTime<T>(now: Date, call: () => T | Promise<T>): Promise<T> {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  try {
    return await call();
  } finally {
    vi.useRealTimers();
  }
}
