import { concat, delay, exhaustMap, filter, map, merge, mergeMap, scan, take, takeUntil, tap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Command, days, durableSaga, from, hours, ofFact, whenDead } from 'integration-service';
import { isStripeSnapshotOfType, StripeEvent } from 'integration-service/stripe';
import { reviveStripe, stripeEvent } from 'integration-service/stripe/testing';
import { given } from 'integration-service/testing';

class Remind extends Command {
  static readonly type = 'Remind';
  readonly invoice: string;
  readonly count: number;

  constructor(invoice: string, count: number) {
    super();
    this.invoice = invoice;
    this.count = count;
  }
}

class Suspend extends Command {
  static readonly type = 'Suspend';
  readonly invoice: string;

  constructor(invoice: string) {
    super();
    this.invoice = invoice;
  }
}

const dunning = durableSaga(
  {
    invoiceFailed: from(StripeEvent, isStripeSnapshotOfType('invoice.payment_failed'), ({ event }) => ({
      key: event.data.object.id,
      fact: { invoice: event.data.object.id },
    })),
    invoicePaid: from(StripeEvent, isStripeSnapshotOfType('invoice.paid'), ({ event }) => ({
      key: event.data.object.id,
      fact: {},
    })),
    suspensionFailed: whenDead(Suspend, ({ invoice }) => ({ invoice })),
  },
  (facts$, { clock }) => {
    const reminders$ = facts$.pipe(
      ofFact('invoiceFailed'),
      exhaustMap(({ invoice }) =>
        concat(
          concat(timer(days(1), clock), timer(days(2), clock)).pipe(map((_, n) => new Remind(invoice, n + 1))),
          timer(days(7), clock).pipe(map(() => new Suspend(invoice))),
        ),
      ),
      takeUntil(facts$.pipe(ofFact('invoicePaid'))),
    );
    const apologies$ = facts$.pipe(
      ofFact('suspensionFailed'),
      map(({ invoice }) => new Remind(invoice, 99)),
      takeUntil(facts$.pipe(ofFact('invoicePaid'))),
    );
    return merge(reminders$, apologies$);
  },
);

const failed = () => given(dunning).fact('invoiceFailed', { invoice: 'in_1' });

describe('a story', () => {
  it('walks from moment to moment, and each check is about what is new', () => {
    failed()
      .thenNothing()
      .wakesAt(days(1))
      .at(days(1))
      .then(new Remind('in_1', 1))
      .at(days(2))
      .thenNothing()
      .at(days(30))
      .then(new Remind('in_1', 2), new Suspend('in_1'))
      .waitsForFacts();
  });

  it('is ended by a fact, and says so', () => {
    failed().at(days(2)).then(Remind).fact('invoicePaid').at(days(30)).thenNothing().isComplete();
  });

  it('keeps its times although facts of one moment are a millisecond apart', () => {
    const pairs = durableSaga({ a: dunning.sources.invoicePaid, b: dunning.sources.invoicePaid }, (facts$, { clock }) =>
      facts$.pipe(
        delay(days(3), clock),
        map(({ name }) => new Suspend(name)),
      ),
    );
    given(pairs)
      .fact('a')
      .fact('b')
      .at(days(1))
      .fact('a')
      .wakesAt(days(3))
      .at(days(3))
      .then(new Suspend('a'), new Suspend('b'))
      .wakesAt(days(4))
      .at(days(4))
      .then(new Suspend('a'));
  });

  it('may begin at another time of day', () => {
    const evenings = durableSaga({ paid: dunning.sources.invoicePaid }, (facts$, { clock }) =>
      facts$.pipe(
        mergeMap(({ at }) => timer(new Date(at.toISOString().replace(/T.*/, 'T18:00:00Z')), clock)),
        map(() => new Suspend('evening')),
      ),
    );
    given(evenings).fact('paid').wakesAt(hours(6));
    given(evenings, { now: new Date('2026-11-23T17:30:00Z') })
      .fact('paid')
      .wakesAt(hours(0.5));
  });

  it('tells the saga that a command was given up on', () => {
    failed().at(days(10)).then(Remind, Remind, Suspend).dies(Suspend, 'no such account').then(new Remind('in_1', 99));
    expect(() => failed().dies(Suspend)).toThrow('No Suspend was emitted so far');
  });
});

describe('an event of a story', () => {
  const event = (type: string, changes = {}) => reviveStripe(stripeEvent(type, changes));

  it('goes through the sources of the saga, once however often it comes', async () => {
    const [first, paid] = [await event('invoice.payment_failed'), await event('invoice.paid', { id: 'evt_2' })];
    given(dunning).event(first).at(days(1)).then(new Remind('in_1', 1)).event(first).event(paid).isComplete();
  });

  it('names the instance, unless the story has done so', async () => {
    const keyed = durableSaga(dunning.sources, (facts$, { key }) => facts$.pipe(map(() => new Suspend(key))));
    const failure = await event('invoice.payment_failed');
    given(keyed).event(failure).then(new Suspend('in_1'));
    given(keyed, { key: 'in_9' }).fact('invoicePaid').then(new Suspend('in_9'));
    expect(() => given(keyed, { key: 'in_9' }).event(failure)).toThrow('this story is about in_9');
  });

  it('that the saga does not take is skipped, and only if the story says so', async () => {
    const [paid, other] = [await event('invoice.paid'), await event('customer.created')];
    given(dunning).skips(other);
    expect(() => given(dunning).skips(paid)).toThrow('takes invoice.paid as invoicePaid');
    expect(() => given(dunning).event(other)).toThrow(
      'customer.created is not a fact of this saga. Its facts are invoiceFailed, invoicePaid, suspensionFailed.',
    );
  });

  it('without a key belongs to no instance', async () => {
    const keyless = durableSaga(
      { paid: from(StripeEvent, isStripeSnapshotOfType('invoice.paid'), () => ({ key: undefined, fact: {} })) },
      (facts$) => facts$.pipe(map(() => new Suspend('in_1'))),
    );
    given(keyless).skips(await event('invoice.paid'));
    const paid = await event('invoice.paid');
    expect(() => given(keyless).event(paid)).toThrow('belongs to no instance');
  });

  it('of another instance is refused', async () => {
    const [one, other] = [
      await event('invoice.payment_failed'),
      await event('invoice.paid', { id: 'evt_2', object: { id: 'in_2' } }),
    ];
    expect(() => given(dunning).event(one).event(other)).toThrow(
      'belongs to the instance in_2, but this story is about in_1',
    );
  });
});

describe('a story that does not come true', () => {
  it('says what was expected, what came instead and when, and what had happened', () => {
    const tell = () => failed().at(days(4.5)).then(new Remind('in_1', 1), new Suspend('in_1'));
    expect(tell).toThrow(
      expect.objectContaining({
        name: 'AssertionError',
        message: `At 4 d 12 h the saga should have emitted
  Remind {"invoice":"in_1","count":1}
  Suspend {"invoice":"in_1"}
but it emitted
  Remind {"invoice":"in_1","count":1} at 1 d
  Remind {"invoice":"in_1","count":2} at 3 d
The story so far:
  the beginning  → invoiceFailed {"invoice":"in_1"}
  1 d            ← Remind {"invoice":"in_1","count":1}
  3 d            ← Remind {"invoice":"in_1","count":2}
                 … the saga goes on at 10 d`,
      }),
    );
  });

  it.each([
    ['a command where none was expected', () => failed().at(days(1)).thenNothing(), 'emitted\n  nothing\nbut'],
    ['no command', () => failed().then(Remind), 'emitted\n  Remind\nbut it emitted\n  nothing'],
    ['one too many', () => failed().at(days(3)).then(Remind), 'count":2} at 3 d'],
    ['another moment', () => failed().wakesAt(days(2)), 'go on by itself at 2 d'],
    ['a timer', () => failed().waitsForFacts(), 'should wait for facts only'],
    ['no end', () => failed().isComplete(), 'should be complete'],
  ])('because of %s', (_what, tell, sentence) => {
    expect(tell).toThrow(sentence);
  });

  it('says that a pipeline threw, and what to do', () => {
    const realTime = durableSaga({ paid: dunning.sources.invoicePaid }, (facts$) =>
      facts$.pipe(
        delay(1_000),
        map(() => new Suspend('in_1')),
      ),
    );
    expect(() => given(realTime).fact('paid')).toThrow('Pass the clock of the saga');
  });

  it('says that something outside of the pipeline keeps state', () => {
    let count = 0;
    const counting = durableSaga({ paid: dunning.sources.invoicePaid }, (facts$) =>
      facts$.pipe(
        tap(() => (count += 1)),
        map(() => new Remind('in_1', count)),
      ),
    );
    expect(() => given(counting).fact('paid')).toThrow('something outside of it keeps state');
    const scanning = durableSaga({ paid: dunning.sources.invoicePaid }, (facts$) =>
      facts$.pipe(
        scan((n) => n + 1, 0),
        filter((n) => n === 2),
        take(1),
        map((n) => new Remind('in_1', n)),
      ),
    );
    given(scanning).fact('paid').fact('paid').then(new Remind('in_1', 2)).isComplete();
  });

  it('cannot go back, and takes milliseconds', () => {
    expect(() => failed().at(days(2)).at(days(1))).toThrow('cannot go back');
    expect(() => failed().at(Number.NaN)).toThrow('at() takes milliseconds');
  });

  it('that is awaited is an error, not a test that passes', async () => {
    await expect(Promise.resolve(failed())).rejects.toThrow('A story is not a promise');
    expect(failed().thenNothing()).not.toHaveProperty('then');
  });
});

it('facts and commands are typed by the saga', () => {
  const mistakes = [
    // @ts-expect-error The saga has no such fact.
    () => given(dunning).fact('invoicePayed', {}),
    // @ts-expect-error The fact needs its invoice.
    () => given(dunning).fact('invoiceFailed'),
    // @ts-expect-error The invoice is a text.
    () => given(dunning).fact('invoiceFailed', { invoice: 7 }),
    // @ts-expect-error Nothing has happened yet.
    () => given(dunning).thenNothing(),
    // @ts-expect-error A check needs a command; otherwise it is thenNothing().
    () => failed().then(),
    // @ts-expect-error A text is not a command.
    () => failed().then('Remind'),
    // @ts-expect-error What was checked is not checked again.
    () => failed().thenNothing().then(Remind),
  ];
  expect(mistakes).toHaveLength(7);
});
