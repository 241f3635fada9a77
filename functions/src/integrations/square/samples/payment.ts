/** A payment by card, as Square's API shows it. */
export function paymentOf(id: string, time: string, location: string) {
  return {
    id: `payment_${id}`,
    status: 'COMPLETED',
    amount_money: { amount: 4200, currency: 'USD' },
    tip_money: { amount: 300, currency: 'USD' },
    total_money: { amount: 4500, currency: 'USD' },
    approved_money: { amount: 4500, currency: 'USD' },
    source_type: 'CARD',
    delay_duration: 'PT168H',
    delay_action: 'CANCEL',
    card_details: {
      status: 'CAPTURED',
      entry_method: 'KEYED',
      cvv_status: 'CVV_ACCEPTED',
      avs_status: 'AVS_ACCEPTED',
      statement_description: 'SQ *SAMPLE SHOP',
      card: { card_brand: 'VISA', card_type: 'CREDIT', last_4: '1111', exp_month: 4, exp_year: 2029 },
    },
    location_id: location,
    order_id: `order_${id}`,
    customer_id: `customer_${id}`,
    reference_id: `shop-order-${id}`,
    receipt_number: 'Qx7d',
    version_token: `token_${id}`,
    created_at: time,
    updated_at: time,
  };
}
