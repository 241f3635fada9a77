/**
 * `integration-service/catalog`: what the generated code of a project reads of the engine besides its functions.
 * @module
 */

export { catalogEntry, type DurableEntry, type EntryOf } from '../core/inspect/catalog.ts';
export { ofTypes } from '../core/integration/event-class.ts';
export { instanceEvent } from '../core/integration/instance-event.ts';
export { instanceIntegration } from '../core/integration/instance-integration.ts';
export { instanceSamples } from '../core/integration/instance-samples.ts';
