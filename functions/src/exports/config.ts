/**
 * `integration-service/config`: what `integrations.config.ts` imports.
 * @module
 */

export { defineBundle, type BundleConfig, type BundleOptions } from '../core/config/bundle.ts';
export type { SharedFunctionOptions } from '../core/config/function-options.ts';
export type { IntegrationOptions } from '../core/config/integration-options.ts';
export type { Instance } from '../core/integration/instance.ts';
export * from '../core/scheme/schemes.ts';
export type { Provider } from '../generated/providers.ts';
