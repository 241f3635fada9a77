import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { sentenceOf } from '../../functions/src/core/scheme/sentence.ts';
import { ok, type Result } from './result.ts';

/** Tells how a provider signs, as its scheme says it. @param toleranceSeconds The configured window, if there is one. */
export function signatureResults(integration: Integration<unknown>, toleranceSeconds?: number): readonly Result[] {
  const signature = signatureOf(integration, toleranceSeconds);
  return signature === undefined ? [] : [ok(`${integration.provider}: signature`, signature)];
}

/**
 * How a provider signs, for people; undefined for an integration that is not made from facts.
 * @param toleranceSeconds The configured window, if there is one.
 */
export function signatureOf(integration: Integration<unknown>, toleranceSeconds?: number): string | undefined {
  if (!isFactual(integration)) return undefined;
  const window =
    integration.toleranceSeconds === undefined ? undefined : (toleranceSeconds ?? integration.toleranceSeconds);
  const within = window === undefined ? '' : `, signed at most ${window} s ago or ahead`;
  return `${sentenceOf(integration.scheme)}${within}`;
}
