import { type AsOf, Command, recordHandler, type IntegrationEvent, newest } from 'integration-service';
import { recordIdOf } from './record-id.ts';

export type StockStatus = 'in_stock' | 'out_of_stock' | 'backorder';

/** How much is in stock of one item that can be ordered: a product, or a variant of it. */
export interface StockLevel {
  /** The shop software: `shopify`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly place: string;
  /** The shop's host. */
  readonly shop: string | null;
  readonly productId: string | null;
  readonly variantId: string | null;
  /** The id under which the shop counts the stock, if it differs. */
  readonly itemId: string | null;
  /** The id of the location that stocks it; null for all locations together. */
  readonly location: string | null;
  readonly sku: string | null;
  readonly name: string | null;
  /** Negative if more was sold than was in stock; null if the shop does not count it. */
  readonly quantity: number | null;
  /** Whether it can be ordered: `backorder` if it can although none is in stock. Null if the shop does not say. */
  readonly status: StockStatus | null;
}

/** A stock level, in `inventory/{provider}:{place}`. */
export type StockRecord = Omit<StockLevel, 'place'>;

/** Keeps `inventory` in sync with the shop. The sagas of Shopify and WooCommerce use this command. */
export class UpdateStock extends Command {
  static readonly type = 'UpdateStock';
  readonly levels: readonly [StockLevel, ...StockLevel[]];
  readonly asOf: AsOf;
  // A product with many variants takes several commands.
  override readonly key: string;

  constructor(levels: readonly [StockLevel, ...StockLevel[]], event: IntegrationEvent) {
    super();
    this.levels = levels;
    this.asOf = momentOf(event);
    this.key = levels[0].place;
  }
}

export const updateStock = recordHandler(UpdateStock, ({ levels, asOf }, records) => {
  for (const { place, ...level } of levels) {
    const change = newest(asOf, () => level satisfies StockRecord);
    records.update('inventory', recordIdOf(level.provider, place), change);
  }
});

/**
 * Shops date a change of stock to the second, and may sell several times within one. If two changes have the same time,
 * the one that arrived later counts as the later one.
 */
function momentOf({ envelope }: IntegrationEvent): AsOf {
  const delay = Date.parse(envelope.receivedtime) - Date.parse(envelope.time);
  return { time: envelope.time, rank: Number.isNaN(delay) ? 0 : delay, id: envelope.id };
}
