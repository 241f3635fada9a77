/** An order in the state that the topic reports. */
export function orderOf(type: string, id: number, now: Date) {
  const isFulfilled = type === 'orders/fulfilled';
  const isPaid = type === 'orders/paid' || isFulfilled;
  const cancelled = type === 'orders/cancelled' && { cancelled_at: now.toISOString(), cancel_reason: 'customer' };
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${1001 + (id % 9000)}`,
    order_number: 1001 + (id % 9000),
    email: 'jane.doe@example.com',
    contact_email: 'jane.doe@example.com',
    created_at: new Date(now.getTime() - 3_600_000).toISOString(),
    updated_at: now.toISOString(),
    cancelled_at: null,
    cancel_reason: null,
    currency: 'EUR',
    total_price: '199.65',
    subtotal_price: '181.50',
    total_tax: '18.15',
    financial_status: isPaid ? 'paid' : cancelled ? 'voided' : 'pending',
    fulfillment_status: isFulfilled ? 'fulfilled' : null,
    fulfillments: isFulfilled ? [fulfillmentOf(id, now)] : [],
    ...cancelled,
    customer: {
      id: 115310627314,
      admin_graphql_api_id: 'gid://shopify/Customer/115310627314',
      email: 'jane.doe@example.com',
      first_name: 'Jané',
      last_name: 'Doe',
    },
    line_items: [
      {
        id: 866550311766439,
        title: 'Wollmütze “Schnee”',
        quantity: 1,
        price: '181.50',
        sku: 'HAT-01',
        product_id: 788032119674292,
        requires_shipping: true,
      },
    ],
    refunds: [],
  };
}

/** One parcel that is on its way. */
function fulfillmentOf(order: number, now: Date) {
  return {
    id: order + 7,
    admin_graphql_api_id: `gid://shopify/Fulfillment/${order + 7}`,
    order_id: order,
    status: 'success',
    created_at: now.toISOString(),
    tracking_company: 'FedEx',
    tracking_number: 'EZ1',
    tracking_numbers: ['EZ1'],
  };
}

export function refundOf(id: number, now: Date) {
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    order_id: 5_000_000_000_450,
    created_at: now.toISOString(),
    note: 'damaged',
    transactions: [{ id: 179259969, kind: 'refund', status: 'success', amount: '41.94', currency: 'EUR' }],
  };
}

export function productOf(id: number, now: Date) {
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Product/${id}`,
    title: 'Wollmütze “Schnee”',
    status: 'active',
    vendor: 'John’s Apparel',
    updated_at: now.toISOString(),
    variants: [
      {
        id: id + 1,
        admin_graphql_api_id: `gid://shopify/ProductVariant/${id + 1}`,
        product_id: id,
        title: 'Default Title',
        price: '181.50',
        sku: 'HAT-01',
        inventory_item_id: id + 2,
        inventory_quantity: 75,
        inventory_management: 'shopify',
        inventory_policy: 'deny',
      },
    ],
  };
}

/** The stock of one item at one location. */
export function inventoryLevelOf(item: number, now: Date) {
  return {
    inventory_item_id: item,
    location_id: 905684977,
    available: 6,
    updated_at: now.toISOString(),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/905684977?inventory_item_id=${item}`,
  };
}
