import { SAGAS, topicOf } from '../event/names.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';
import type { InstanceDecision } from './fact-step.ts';

/** How long the topic of durable sagas may take to accept the messages. */
const DEADLINE_MS = 10_000;

type Announcing = Pick<Ports, 'publisher' | 'clock' | 'sagaTime'>;

/**
 * Publishes the commands that committed changes have made due.
 * @throws if the topic does not accept them in time.
 */
export async function publishCommands(changes: readonly InstanceDecision[], ports: Announcing): Promise<void> {
  await publish(changes, ports, (change, now) => change.messages(now));
}

/** The same, so that nobody has to wait for the next sweep, which finds what could not be published. */
export async function announceCommands(changes: readonly InstanceDecision[], ports: Announcing): Promise<void> {
  await publishCommands(changes, ports).catch(() => undefined);
}

/**
 * Publishes the commands that facts have brought about. A thousand facts of one instance do not publish its first command a
 * thousand times.
 */
export async function announceNewCommands(changes: readonly InstanceDecision[], ports: Announcing): Promise<void> {
  await publish(changes, ports, (change, now) => change.newMessages(now)).catch(() => undefined);
}

async function publish(
  changes: readonly InstanceDecision[],
  ports: Announcing,
  messagesOf: (change: InstanceDecision, now: Date) => readonly OutgoingMessage[],
): Promise<void> {
  const now = sagaTimeOf(ports)(ports.clock.now());
  const messages = changes.flatMap((change) => messagesOf(change, now));
  if (messages.length > 0) await ports.publisher.publish(topicOf(SAGAS), messages, DEADLINE_MS);
}
