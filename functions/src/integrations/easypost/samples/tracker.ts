const HOUR_MS = 3_600_000;

/** A tracker as EasyPost reports it. @param status Where the parcel is. */
export function trackerResult(id: string, now: Date, status: 'pre_transit' | 'delivered'): object {
  const delivered = status === 'delivered';
  const detail = (step: string, message: string, hoursAgo: number, city: string | null) => ({
    object: 'TrackingDetail',
    message,
    description: message,
    status: step,
    status_detail: step === 'delivered' ? 'arrived_at_destination' : 'status_update',
    datetime: new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString(),
    source: 'FedEx',
    carrier_code: null,
    tracking_location: { object: 'TrackingLocation', city, state: 'NY', country: 'US', zip: '10001' },
  });
  return {
    id: `trk_${id}`,
    object: 'Tracker',
    mode: 'test',
    tracking_code: `EZ${id}`,
    status,
    status_detail: delivered ? 'arrived_at_destination' : 'status_update',
    signed_by: delivered ? 'J. Doe' : null,
    weight: 17.6,
    est_delivery_date: new Date(now.getTime() + (delivered ? 0 : 48 * HOUR_MS)).toISOString(),
    shipment_id: `shp_${id}`,
    carrier: 'FedEx',
    tracking_details: [
      detail('pre_transit', 'Shipment information sent to FedEx', 50, null),
      ...(delivered
        ? [detail('in_transit', 'On the way', 20, 'EDISON'), detail('delivered', 'Delivered', 0, 'NEW YORK')]
        : []),
    ],
    carrier_detail: null,
    finalized: delivered,
    is_return: false,
    public_url: `https://track.easypost.com/${id}`,
    fees: [],
    created_at: new Date(now.getTime() - 50 * HOUR_MS).toISOString(),
    updated_at: now.toISOString(),
  };
}
