import { delay, map, zip } from 'rxjs';
import { it } from 'vitest';
import { Command, days, durableSaga, from, ofFact } from 'integration-service';
import { isShopifyEventOfType, ShopifyEvent } from 'integration-service/shopify';
import { given } from 'integration-service/testing';

class AskForReview extends Command {
  static readonly type = 'AskForReview';
  override readonly key: string;

  constructor(order: string) {
    super();
    this.key = order;
  }
}

export const reviews = durableSaga(
  {
    paid: from(ShopifyEvent, isShopifyEventOfType('orders/paid'), ({ event }) => ({ key: `${event.id}`, fact: {} })),
    shipped: from(ShopifyEvent, isShopifyEventOfType('orders/fulfilled'), ({ event }) => ({
      key: `${event.id}`,
      fact: {},
    })),
  },
  (facts$, { key, clock }) =>
    zip(facts$.pipe(ofFact('paid')), facts$.pipe(ofFact('shipped'))).pipe(
      delay(days(3), clock), // whichever came first
      map(() => new AskForReview(key)),
    ),
);

it('asks for a review three days after both, whichever came first', () => {
  given(reviews).fact('shipped').fact('paid').at(days(2)).thenNothing().at(days(3)).then(AskForReview);
});

it('waits for the other one', () => {
  given(reviews).fact('paid').at(days(30)).thenNothing();
});
