import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { SagaTime } from './contract.ts';

/** The collection in which instances are kept: what changes tell of them. */
export const INSTANCES = 'sagaInstances';

/** Milliseconds by which the time of durable sagas is ahead of real time. */
export const aheadMs = signal(0);

/** Often enough for words such as "in 3 minutes". */
const TICK_MS = 10_000;

/** Takes the sagas' time from an answer of the API. */
export function learnTime<Answer extends SagaTime>(answer: Answer): Answer {
  aheadMs.value = answer.aheadMs;
  return answer;
}

/** The sagas' time as it goes on, in milliseconds since 1970. */
export function useSagaNow(): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  return Date.now() + aheadMs.value;
}
