/**
 * `integration-service`: what the author of sagas, commands and tasks imports. The class of a provider's events and the
 * operator that narrows it are in `integration-service/<provider>`.
 * @module
 */

export { isOfType, saga, type ConsumerOptions, type Saga, type SagaDefinition } from '../core/logic/saga.ts';
export { continueWith, durableSaga, type DurableSagaOptions } from '../core/durable/durable-saga.ts';
export type { DurableSagaDefinition, Pipeline, PipelineContext } from '../core/durable/definition.ts';
export { anyOf, from, ofFact, whenDead, type FactSource, type Kept } from '../core/durable/fact-sources.ts';
export { days, hours, minutes } from '../core/durable/durations.ts';
export { recordTask, task, type TaskDefinition, type TaskOptions } from '../core/logic/task.ts';
export {
  Command,
  commandHandler,
  recordHandler,
  type CommandHandler,
  type CommandType,
} from '../core/logic/command.ts';
export type { Completion } from '../core/logic/completion.ts';
export { collection, type Collection } from '../core/logic/collection.ts';
export type { Context, RecordChanges, Records } from '../core/logic/context.ts';
export { asOfEvent, isLater, newest, RANK, type AsOf } from '../core/logic/newest.ts';
export { ifAbsent } from '../core/logic/if-absent.ts';
export { increment } from '../core/logic/increment.ts';
export { ifUnchanged } from '../core/logic/if-unchanged.ts';
export { service, type Service } from '../core/logic/service.ts';
export { secret, setting, type Secret, type Setting } from '../core/logic/setting.ts';
export type { KeySource, ServiceSource, Token } from '../core/logic/token.ts';

export { IntegrationEvent } from '../core/event/integration-event.ts';
export { StateEvent, sourceOfEvents } from '../core/event/state-event.ts';
export { eventOrState } from '../core/integration/state-of.ts';
export type { PlatformEvent } from '../core/event/platform-event.ts';
export { RetryLater, type RetryLaterOptions } from '../core/logic/retry-later.ts';
export { IntegrationError, PermanentError, type ErrorCode } from '../core/event/errors.ts';
export type { Change, Mutator, RecordData, StoredRecord } from '../core/ledger/store.ts';
export type { LogFields, Logger } from '../core/telemetry/logger.ts';

// Fields of events are JSON that a provider wrote: these read them without trusting them.
export { idIn, isJsonObject, isText } from '../core/event/json.ts';
export { timeOf } from '../core/event/time.ts';
export { hexDigestOf } from '../core/event/digest.ts';
