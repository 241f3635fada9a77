import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { Files } from '../model.ts';

/**
 * What checks the signatures of a provider: the packages that its integration imports, or our code, with the packages
 * that its tests import to compare ours with.
 * @param files The sources by their paths from functions/src, tests included.
 */
export function verifierOf(integration: Integration<unknown>, files: Files): string {
  const folder = `integrations/${integration.provider}`;
  const isBySdk = isFactual(integration) && integration.verifiedBy !== undefined;
  const own = packagesIn(files, [`${folder}/index.ts`, ...(isBySdk ? [`${folder}/signature.ts`] : [])]);
  if (own.length > 0) return quoted(own);
  const test = `${folder}/index.test.ts`;
  const viaClient = /from '\.\/client\.ts'/.test(files.get(test) ?? '');
  const compared = packagesIn(files, [test, ...(viaClient ? [`${folder}/client.ts`] : [])]);
  if (compared.length > 0) return `ours, compared with ${quoted(compared)}`;
  // A tree without its tests does not tell.
  if (!files.has(test)) return 'ours';
  const unused = isFactual(integration) ? integration.unusedVerifier : undefined;
  return `ours; ${unused ?? 'no official verifier exists'}`;
}

const NOT_VERIFIERS = /^(?:node:.*|vitest|fast-check|rxjs|integration-service)$/;

/** The packages that files import for more than their types. */
function packagesIn(files: Files, paths: readonly string[]): readonly string[] {
  const text = paths.map((file) => files.get(file) ?? '').join('\n');
  const specifiers = [
    ...text.matchAll(/^import (?!type\b)[^;]*? from '([^'.][^']*)'/gms),
    ...text.matchAll(/\b(?:import|require)\('([^'.][^']*)'\)/g),
  ];
  const names = specifiers.map(([, specifier = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '');
  return [...new Set(names)].filter((name) => !NOT_VERIFIERS.test(name)).toSorted();
}

/** Names as code: `` `one`, `other` ``. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
