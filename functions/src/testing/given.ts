import { AssertionError } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import type { DurableSagaDefinition } from '../core/durable/definition.ts';
import type { FactOf, FactSources } from '../core/durable/fact-sources.ts';
import type { IntegrationEvent } from '../core/event/integration-event.ts';
import type { Command, CommandType } from '../core/logic/command.ts';
import { SagaStory } from './saga-story.ts';
import { commandText, indented, storyText, timeText } from './story-text.ts';

/** What the facts of one name hold. */
type DataOf<Sources extends FactSources, Name> = Extract<FactOf<Sources>, { readonly name: Name }>['data'];

/** The data of a fact, which may be left out if nothing in it is required. */
type DataArgument<Data> = {} extends Data ? readonly [data?: Data] : readonly [data: Data];

/** A command, or the class of a command whose fields do not matter. */
type Expected = Command | CommandType<Command>;

/**
 * Begins a story about one instance of a durable saga: what happens to it, and what it has to want then. The clock of the
 * story moves only by `at`. All decisions are those of the deployed code, so a pipeline that cannot be replayed throws
 * here with the same sentence.
 * @param options.now When the story begins. It matters only if the saga uses the time of day. Default: 2026-11-23 at noon, UTC.
 * @param options.key Names the instance, for a saga that uses its key. Default: the key of the first event.
 * @example
 * given(dunning)
 *   .fact('invoiceFailed', { invoice: 'in_1' })
 *   .at(days(3))
 *   .then(new Remind('in_1', 1), new Remind('in_1', 2))
 *   .fact('invoicePaid')
 *   .at(days(30))
 *   .thenNothing()
 *   .isComplete();
 */
export function given<Sources extends FactSources>(
  saga: DurableSagaDefinition<Sources>,
  { now = NOON, key }: { readonly now?: Date; readonly key?: string } = {},
): Story<Sources> {
  return new Story(new SagaStory(saga, now, key));
}

const NOON = new Date('2026-11-23T12:00:00Z');

/** A story that can go on. It is not a promise: only a {@link Moment} has a `then`. */
class Story<Sources extends FactSources> {
  protected readonly story: SagaStory<Sources>;

  constructor(story: SagaStory<Sources>) {
    this.story = story;
  }

  /** A fact, now. Facts of one moment have the order in which they are told. */
  fact<const Name extends keyof Sources & string>(
    name: Name,
    ...[data]: DataArgument<DataOf<Sources, Name>>
  ): Moment<Sources> {
    this.story.fact(name, data ?? {});
    return this.#moment();
  }

  /**
   * An event, now, through the sources of the saga. All events of a story belong to one instance.
   * @param event Such as `PaddleEvent.revive(await sampleEvent(paddle, paddleSamples, 'transaction.paid'))`.
   */
  event(event: IntegrationEvent): Moment<Sources> {
    this.story.event(event);
    return this.#moment();
  }

  /** Checks that an event is not a fact of the saga, or belongs to no instance. */
  skips(event: IntegrationEvent): Story<Sources> {
    const names = this.story.namesOf(event);
    this.check(names.length === 0, `The saga takes ${event.envelope.eventtype} as ${names.join(', ')}.`);
    return this.checked();
  }

  /** The last command of a class becomes a dead letter, now. It is a fact if the saga has a `whenDead` for it. */
  dies(type: CommandType<Command>, reason = 'It was given up on.'): Moment<Sources> {
    this.story.dies(type.type, reason);
    return this.#moment();
  }

  /** Moves the clock. @param after Milliseconds since the story began: `days(4)`. */
  at(after: number): Moment<Sources> {
    this.story.at(after);
    return this.#moment();
  }

  /** Checks when the saga goes on by itself. @param after Milliseconds since the story began. */
  wakesAt(after: number): Story<Sources> {
    this.story.catchUp();
    const { wakesAfter } = this.story;
    const isSame = wakesAfter !== undefined && this.story.areSame(wakesAfter, after);
    this.check(isSame, `The saga should go on by itself at ${timeText(after)}.`);
    return this.checked();
  }

  /** Checks that the saga has not ended, and goes on only if a fact comes. */
  waitsForFacts(): Story<Sources> {
    this.story.catchUp();
    const { state, wakesAfter } = this.story;
    this.check(state.status === 'open' && wakesAfter === undefined, 'The saga should wait for facts only.');
    return this.checked();
  }

  /** Checks that the life of the instance has ended. */
  isComplete(): Story<Sources> {
    this.story.catchUp();
    this.check(this.story.state.status === 'complete', 'The saga should be complete.');
    return this.checked();
  }

  protected checked(): Story<Sources> {
    return new Story(this.story);
  }

  protected check(holds: boolean, sentence: string, values?: { readonly actual: unknown; readonly expected: unknown }) {
    if (holds) return;
    const { happenings, wakesAfter } = this.story;
    const message = `${sentence}\nThe story so far:\n${storyText(happenings, wakesAfter)}`;
    throw new AssertionError({ message, operator: 'given', ...values });
  }

  #moment(): Moment<Sources> {
    return new Moment(this.story);
  }
}

/** A moment of a story at which its commands can be checked. */
class Moment<Sources extends FactSources> extends Story<Sources> {
  /**
   * Checks which commands the saga has emitted since the last such check: all of them, in order. Of a class that is given
   * in place of a command, any command will do.
   */
  then(...commands: readonly [Expected, ...Expected[]]): Story<Sources> {
    if (commands.some((command) => typeof command === 'function' && !isCommandType(command))) {
      throw new TypeError('A story is not a promise: do not await it, and end it with .then(…) or .thenNothing().');
    }
    return this.#emitted(commands);
  }

  /** Checks that the saga has emitted nothing since the last check. */
  thenNothing(): Story<Sources> {
    return this.#emitted([]);
  }

  #emitted(commands: readonly Expected[]): Story<Sources> {
    const { story } = this;
    story.catchUp();
    const emitted = story.emitted.slice(story.checked);
    story.checked = story.emitted.length;
    const expected = commands.map(shapeOf);
    const actual = emitted.map(({ type: name, data }, index) => {
      return typeof commands[index] === 'function' ? { name } : { name, data };
    });
    const lines = emitted.map(({ type, data, at }) => {
      return `${commandText({ name: type, data })} at ${timeText(story.afterOf(at))}`;
    });
    const sentence = [
      `At ${timeText(story.after)} the saga should have emitted`,
      listed(expected.map(commandText)),
      'but it emitted',
      listed(lines),
    ].join('\n');
    this.check(isDeepStrictEqual(actual, expected), sentence, { actual, expected });
    return this.checked();
  }
}

function listed(lines: readonly string[]): string {
  return indented(lines.length === 0 ? ['nothing'] : lines);
}

/** What JSON keeps of a command: that is what is carried out. */
function shapeOf(expected: Expected): { readonly name: string; readonly data?: unknown } {
  if (typeof expected === 'function') return { name: expected.type };
  const data: unknown = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(expected))));
  return { name: String(Reflect.get(expected.constructor, 'type')), data };
}

function isCommandType(value: Expected): boolean {
  return typeof Reflect.get(value, 'type') === 'string';
}

export type { Moment, Story };
