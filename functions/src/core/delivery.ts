/** One message as Pub/Sub hands it to a consumer. */
export interface Delivery {
  readonly messageId: string;
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishTime: Date;
}

/** Attributes that steer a delivery. */
export const STEERING = {
  /** Only this consumer handles the message; the others ack it at once. */
  consumer: 'consumer',
  /** Id of a redrive: reopens an event that was given up on. */
  redrive: 'redrive',
  /** Id of a replay: handles the event once more, and repeats its effects. */
  replay: 'replay',
  /** Name of a durable saga: the event brings its facts to that one, and does nothing else. */
  saga: 'saga',
} as const;

/** Whether an operator sent the message once more, after it was given up on. */
export function isRedrive({ attributes }: Pick<Delivery, 'attributes'>): boolean {
  return attributes[STEERING.redrive] !== undefined;
}
