/**
 * `integration-service/integration`: what the author of a provider's integration imports. A provider is described by its
 * scheme (how a request proves itself) and its places (where an event holds its id, type and time).
 * @module
 */

export { integration } from '../core/integration/from-facts.ts';
export type { FactualIntegration, ProviderFacts } from '../core/integration/facts.ts';
export type { EventPlaces } from '../core/integration/places.ts';
export { eventClass, ofTypes, type EventOf, type EventsBy } from '../core/integration/event-class.ts';
export { ofKinds } from '../core/integration/state-of.ts';
export { samplesOf, type SampleAt } from '../core/integration/signed-samples.ts';
export * from '../core/scheme/schemes.ts';
export type { Scheme } from '../core/scheme/scheme.ts';
export type { RawWebhook } from '../core/scheme/raw-webhook.ts';
export { attributesAsHeaders, type ProviderTopic } from '../core/integration/provider-topic.ts';
export type { Integration } from '../core/integration/integration.ts';
export { JsonApi } from '../core/logic/json-api.ts';
export type { ApiAnswers, Samples } from '../core/integration/samples.ts';
export type { Capabilities, EventQuery, ListedEvent, ListedItem, ListedPage, Lister } from '../core/recover/lister.ts';
export type { ListedState, StateLister, StatePage } from '../core/recover/state-lister.ts';
export type { ListingApi } from '../core/recover/listing-api.ts';
export type { RegistrarCapabilities } from '../core/registration/registrar-capabilities.ts';
export type { Created, Desired, Health, Registered, Registrar, Registration } from '../core/registration/registrar.ts';
export type { RegistrationApi } from '../core/registration/registration-api.ts';
