import { mergeMap, pipe } from 'rxjs';
import { eventOrState, idIn, isOfType, isText, saga, type IntegrationEvent } from 'integration-service';
import {
  isShopifyEventOfType,
  isShopifyStateOf,
  resourceIdOf,
  ShopifyEvent,
  type ShopifyEventOfType,
  type ShopifyProduct,
  type ShopifyVariant,
} from 'integration-service/shopify';
import { listIn } from '../shared/fields.ts';
import { UpdateStock, type StockLevel, type StockStatus } from '../shared/inventory.ts';
import { shopOf } from './shop.ts';

type ProductEvent = IntegrationEvent<ShopifyProduct>;

/** Keeps `inventory` at each location: `inventory/shopify:{item}%2F{location}`. */
export const stockLevels = saga((events$) =>
  events$.pipe(
    isOfType(ShopifyEvent),
    isShopifyEventOfType('inventory_levels/update'),
    mergeMap((event) => {
      const level = levelOf(event);
      return level === undefined ? [] : [new UpdateStock([level], event)];
    }),
  ),
);

/** A product may have 2,048 variants; one transaction writes this many. */
const VARIANTS_EACH = 100;

/** Keeps `inventory` of each variant, at all locations together: `inventory/shopify:{variant}`. */
export const productStock = saga((events$) =>
  events$.pipe(
    eventOrState(
      pipe(isOfType(ShopifyEvent), isShopifyEventOfType('products/create', 'products/update')),
      isShopifyStateOf('product'),
    ),
    mergeMap((event) => {
      const { variants, updated_at: updatedAt } = event.event;
      if (updatedAt === undefined) return [];
      const levels = listIn(variants).flatMap((variant) => variantLevelOf(variant, event) ?? []);
      return chunksOf(levels, VARIANTS_EACH).map((chunk) => new UpdateStock(chunk, event));
    }),
  ),
);

/** The topic is not signed, so the body must have the fields of an inventory level and a time. */
function levelOf(event: ShopifyEventOfType<'inventory_levels/update'>): StockLevel | undefined {
  const { available, updated_at: updatedAt } = event.event;
  const [item, location] = [itemIdOf(event.event), idIn(event.event.location_id)];
  if (item === undefined || location === undefined || available === undefined || updatedAt === undefined)
    return undefined;
  return {
    provider: event.envelope.provider,
    place: `${item}/${location}`,
    shop: shopOf(event),
    productId: null,
    variantId: null,
    itemId: item,
    location,
    sku: null,
    name: null,
    quantity: available,
    status: available === null ? null : available > 0 ? 'in_stock' : 'out_of_stock',
  };
}

function itemIdOf(level: ShopifyEventOfType<'inventory_levels/update'>['event']): string | undefined {
  const { inventory_item_id: item, admin_graphql_api_id: globalId = '' } = level;
  const exact = /^gid:\/\/shopify\/InventoryLevel\/\w+\?inventory_item_id=(\d{1,20})$/.exec(globalId)?.[1];
  return exact ?? idIn(item);
}

function variantLevelOf(variant: ShopifyVariant, event: ProductEvent): StockLevel | undefined {
  const variantId = resourceIdOf(variant);
  const { inventory_item_id: item, inventory_quantity: quantity, sku, title } = variant;
  const isCounted = variant.inventory_management !== null;
  if (variantId === undefined || typeof quantity !== 'number') return undefined;
  const { title: product } = event.event;
  return {
    provider: event.envelope.provider,
    place: variantId,
    shop: shopOf(event),
    productId: resourceIdOf(event.event) ?? null,
    variantId,
    itemId: idIn(item) ?? null,
    location: null,
    sku: sku || null,
    name: [product, title === 'Default Title' ? '' : title].filter(isText).join(', ') || null,
    quantity: isCounted ? quantity : null,
    status: isCounted ? statusOf(quantity, variant) : 'in_stock',
  };
}

function statusOf(quantity: number, { inventory_policy: policy }: ShopifyVariant): StockStatus {
  if (quantity > 0) return 'in_stock';
  return policy === 'continue' ? 'backorder' : 'out_of_stock';
}

function chunksOf<T>(list: readonly T[], size: number): readonly (readonly [T, ...T[]])[] {
  const [first, ...others] = list.slice(0, size);
  return first === undefined ? [] : [[first, ...others], ...chunksOf(list.slice(size), size)];
}
