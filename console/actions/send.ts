import { SAMPLE_VARIANTS, type ConsolePorts, type SampleSender, type SampleVariant } from '../ports.ts';
import { eventById } from '../reads/events.ts';
import { ApiError } from '../replies.ts';
import type { Action } from './action.ts';
import { optionalText, requiredText, type Input } from './input.ts';

const SPOILED: Readonly<Record<SampleVariant, string>> = {
  valid: 'signed',
  tampered: 'signed, then changed',
  expired: 'signed with an expired timestamp',
  future: 'signed with a timestamp too far in the future',
  unsigned: 'without a signature',
};

/** `POST /api/send` */
export function sendAction(input: Input, ports: ConsolePorts): Action {
  const samples = senderOf(ports);
  const [provider, type] = [requiredText(input, 'provider'), requiredText(input, 'type')];
  const body = optionalText(input, 'body');
  const variant = variantIn(input);
  const url = addressOf(provider, ports);
  return {
    will: async () => `A request with ${type} of ${provider}, ${SPOILED[variant]}, is posted to ${url}.`,
    run: () => samples.send({ provider, type, variant, ...(body !== undefined && { body }) }),
  };
}

/** `POST /api/events/:id/resend` */
export async function resendAction(id: string, query: URLSearchParams, ports: ConsolePorts): Promise<Action> {
  const samples = senderOf(ports);
  const event = await eventById(id, query, ports);
  const url = addressOf(event.provider, ports);
  return {
    will: async () =>
      `The request that brought ${event.id} is posted to ${url} again, signed again with the current time; events that were handled are not handled again.`,
    run: () => samples.resend(event),
  };
}

/** @throws {ApiError} `local-only` */
export function senderOf({ samples }: ConsolePorts): SampleSender {
  if (samples !== undefined) return samples;
  throw new ApiError(404, 'local-only', 'Requests can only be sent from the local host.');
}

/** Where an integration's requests go. @throws {ApiError} `not-found` */
export function addressOf(provider: string, { providers }: ConsolePorts): string {
  const facts = providers.find((candidate) => candidate.provider === provider);
  if (facts !== undefined) return facts.webhook.url;
  throw new ApiError(404, 'not-found', `The integration ${provider} does not exist or is not enabled.`);
}

function variantIn(input: Input): SampleVariant {
  const wanted = optionalText(input, 'variant') ?? 'valid';
  const variant = SAMPLE_VARIANTS.find((candidate) => candidate === wanted);
  if (variant !== undefined) return variant;
  throw new ApiError(400, 'bad-request', `variant must be one of ${SAMPLE_VARIANTS.join(', ')}.`);
}
