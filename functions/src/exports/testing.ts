/**
 * `integration-service/testing`: what tests of business logic and of integrations import. Nothing here needs a
 * test runner; the suite that every integration passes, `integration-service/testing/conformance`, needs vitest.
 * @module
 */

export { given, type Moment, type Story } from '../testing/given.ts';
export { handleEvents } from '../testing/handle-events.ts';
export { inAnyOrder } from '../testing/in-any-order.ts';
export { sampleEvent, sampleEvents, type SampleOptions } from '../testing/sample-events.ts';
export { stateEvent } from '../testing/state-events.ts';
export { savedEvent } from '../testing/saved-event.ts';
export { testInstance, type TestInstance } from '../testing/test-instance.ts';
export { TestConsumer } from '../testing/test-consumer.ts';
export { MemoryStore } from '../testing/memory-store.ts';
export { withApiKey } from '../testing/service-sources.ts';
export { memoryPorts, type MemoryPorts } from '../testing/memory-ports.ts';
export type { BusinessLogic } from '../core/handle/plan.ts';
