import { type AsOf, Command, recordHandler, type IntegrationEvent, newest } from 'integration-service';
import { recordIdOf } from './record-id.ts';

export type StockStatus = 'in_stock' | 'out_of_stock' | 'backorder';

/** How much there is of one thing that can be ordered: a product, or a variant of it. */
export interface StockLevel {
  /** Whose shop software it is: `shopify`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly place: string;
  /** The shop's host. */
  readonly shop: string | null;
  readonly productId: string | null;
  readonly variantId: string | null;
  /** The id under which the shop counts it, if that is another. */
  readonly itemId: string | null;
  /** The id of the location where it lies; null for all locations together. */
  readonly location: string | null;
  readonly sku: string | null;
  readonly name: string | null;
  /** Negative if more was sold than there was; null if the shop does not count it. */
  readonly quantity: number | null;
  /** Whether it can be ordered: `backorder` if it can although there is none. Null if the shop does not say. */
  readonly status: StockStatus | null;
}

/** A stock level, in `inventory/{provider}:{place}`. */
export type StockRecord = Omit<StockLevel, 'place'>;

/** Keeps `inventory` as the shop has it. The sagas of Shopify and WooCommerce ask for it with this command. */
export class UpdateStock extends Command {
  static readonly type = 'UpdateStock';
  readonly levels: readonly [StockLevel, ...StockLevel[]];
  readonly asOf: AsOf;
  // A product of many variants takes several commands.
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
 * Shops date a change of stock to the second, and sell several times within one. Of two with the same time the one
 * that arrived later is taken for the later one.
 */
function momentOf({ envelope }: IntegrationEvent): AsOf {
  const delay = Date.parse(envelope.receivedtime) - Date.parse(envelope.time);
  return { time: envelope.time, rank: Number.isNaN(delay) ? 0 : delay, id: envelope.id };
}
