import { DEAD_LETTER_ATTRIBUTES } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter } from '../../functions/src/core/letters/letter.ts';
import { letters } from '../../functions/src/core/letters/letters.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import type { ConsolePorts } from '../ports.ts';
import { ATTRIBUTES, ENVELOPE, fakePorts } from './fake-ports.ts';
import { serveConsole } from './served-console.ts';

export const TOPIC = 'integration-stripe-events';

/** A console that may change things, over a store with this many dead letters. */
export async function serveWritable(letterCount = 0, more: Partial<ConsolePorts> = {}) {
  const recovery = memoryPorts();
  for (let index = 0; index < letterCount; index++) {
    const attributes = { ...ATTRIBUTES, [DEAD_LETTER_ATTRIBUTES.consumer]: `stripe-consumer${index}` };
    const delivery = { messageId: String(index), data: Buffer.from(ENVELOPE), attributes, publishTime: new Date(0) };
    await keepLetter('stripe', delivery, recovery.store, recovery.log);
  }
  const { ports } = fakePorts({ recovery, ...more });
  const served = await serveConsole(ports);
  const sent = () => recovery.publisher.to(TOPIC).map(({ attributes }) => attributes);
  return { served, recovery, sent };
}

/** How its letters stand. */
export async function statusesIn({ store }: ReturnType<typeof memoryPorts>): Promise<readonly string[]> {
  return (await Array.fromAsync(letters(store))).map(({ status }) => status);
}
