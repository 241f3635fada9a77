import { variableOf } from '../../functions/src/core/config/settings.ts';
import { UsageError } from '../exit.ts';
import type { SendArguments } from './arguments.ts';
import { requireType, type SampleSetup } from './sample-event.ts';
import type { Target } from './target.ts';

/**
 * Signs as a provider does. @param sign Makes requests from what they need.
 * @throws {UsageError} for a type that has no sample, and for a secret that cannot sign.
 */
export function signing<Signed>(
  target: Target,
  wanted: Pick<SendArguments, 'type' | 'file' | 'secret'>,
  sign: (setup: SampleSetup) => Signed,
): Signed {
  const { integration, samples, settings, secret, endpoint } = target;
  const { provider } = integration;
  const type = wanted.file === undefined ? requireType(provider, samples, wanted.type) : (wanted.type ?? '');
  const secretText = wanted.secret ?? secret?.signing;
  if (secretText === undefined) {
    throw new UsageError(
      `There is no secret of ${provider} to sign with; run npm start once to have one made, or pass one with --secret-file.`,
    );
  }
  const url = settings.webhookUrls[0] ?? endpoint;
  const toleranceSeconds = settings.toleranceSeconds ?? integration.toleranceSeconds;
  try {
    return sign({ integration, samples, type, signing: secretText, url, toleranceSeconds });
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const variable = variableOf(provider, 'WebhookSecret');
    throw new UsageError(
      `The secret of ${provider} cannot sign: pass the one that ${provider} signs with by --secret-file, ` +
        `or leave ${variable} out to have one made for local use.`,
      { cause },
    );
  }
}
