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
  /** How often the event was put aside: wakes it, after the last of these times. */
  parking: 'parking',
  /** Name of a durable saga: the event brings its facts to that one, and does nothing else. */
  saga: 'saga',
} as const;

/** The attribute of a message that the search for missed events published. It steers nothing: the log and a metric tell it. */
export const RECOVERED = 'recovered';

/** Whether an operator sent the message once more, after it was given up on. */
export function isRedrive({ attributes }: Pick<Delivery, 'attributes'>): boolean {
  return attributes[STEERING.redrive] !== undefined;
}

/** Whether the message is sent for an event whose entry waits for it: a redrive, or one that was put aside. */
export function isAwaited({ attributes }: Pick<Delivery, 'attributes'>): boolean {
  return isRedrive({ attributes }) || attributes[STEERING.parking] !== undefined;
}
