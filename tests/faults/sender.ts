import { setTimeout as delay } from 'node:timers/promises';
import { deliveryOf, type Payment } from './payments.ts';

const CONNECTIONS = 8;

/** What a sender saw. */
export interface SendReport {
  /** Answers by status; 0 stands for a connection that failed. */
  readonly answers: ReadonlyMap<number, number>;
}

export interface SendOptions {
  /** How often each event is sent. */
  readonly times: number;
  /** Called after each accepted delivery, with how many there were. */
  readonly onAccepted?: (accepted: number) => void;
}

/**
 * Sends each payment several times, in random order, over some connections at once. What is not answered
 * with 200 is sent again until it is, as a provider does.
 */
export async function sendAll(
  payments: readonly Payment[],
  secret: string,
  url: string,
  { times, onAccepted = () => {} }: SendOptions,
): Promise<SendReport> {
  const waiting = shuffled(Array.from({ length: times }, () => payments).flat());
  const answers = new Map<number, number>();
  let accepted = 0;
  const work = async () => {
    for (let payment = waiting.pop(); payment !== undefined; payment = waiting.pop()) {
      const status = await send(payment, secret, url);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status === 200) onAccepted(++accepted);
      else {
        waiting.unshift(payment);
        await delay(50);
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return { answers };
}

async function send(payment: Payment, secret: string, url: string): Promise<number> {
  const { method, headers, body } = deliveryOf(payment, secret, url);
  try {
    const reply = await fetch(url, { method, headers, body: Buffer.from(body), signal: AbortSignal.timeout(20_000) });
    await reply.arrayBuffer();
    return reply.status;
  } catch {
    return 0;
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}
