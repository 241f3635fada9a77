import { mergeMap, pipe } from 'rxjs';
import { eventOrState, idIn, isOfType, saga, type IntegrationEvent } from 'integration-service';
import {
  isWoocommerceEventOfType,
  isWoocommerceStateOf,
  WoocommerceEvent,
  type WoocommerceProduct,
} from 'integration-service/woocommerce';
import { UpdateStock, type StockLevel, type StockStatus } from '../shared/inventory.ts';
import { placeOf, shopOf } from './shop.ts';

type ProductEvent = IntegrationEvent<WoocommerceProduct>;

const STATUSES: ReadonlyMap<unknown, StockStatus> = new Map([
  ['instock', 'in_stock'],
  ['outofstock', 'out_of_stock'],
  ['onbackorder', 'backorder'],
]);

/** Keeps `inventory` in sync with the WooCommerce shop: `inventory/woocommerce:{shop}%2F{product or variation}`. */
export const productStock = saga((events$) =>
  events$.pipe(
    eventOrState(
      pipe(
        isOfType(WoocommerceEvent),
        isWoocommerceEventOfType('product.created', 'product.updated', 'product.restored'),
      ),
      isWoocommerceStateOf('product'),
    ),
    mergeMap((event) => {
      const level = levelOf(event);
      return level === undefined ? [] : [new UpdateStock([level], event)];
    }),
  ),
);

/** The topic is not signed, so the body must have a product's stock fields and a time. */
function levelOf(event: ProductEvent): StockLevel | undefined {
  const product = event.event;
  const id = idIn(product.id);
  const parent = idIn(product.parent_id || undefined);
  const { name, sku, stock_quantity: quantity, date_modified_gmt: modified } = product;
  const status = STATUSES.get(product.stock_status);
  if (!id || status === undefined || !modified) return undefined;
  const shop = shopOf(event);
  // A variation that shares the stock of its product has the product's quantity.
  const isCounted = Boolean(product.manage_stock) && typeof quantity === 'number';
  return {
    provider: event.envelope.provider,
    place: placeOf(id, shop),
    shop,
    productId: parent ?? id,
    variantId: parent === undefined ? null : id,
    itemId: null,
    location: null,
    sku: sku || null,
    name: name || null,
    quantity: isCounted ? quantity : null,
    status,
  };
}
