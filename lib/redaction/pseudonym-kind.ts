/** The identities that are personal and so shown as pseudonyms. */
export const PSEUDONYM_KINDS = ['psk', 'iccid', 'imsi', 'msisdn', 'eid', 'imei', 'ip', 'user'] as const;

/** The kind of an identity; equal values of two kinds have nothing in common. */
export type PseudonymKind = (typeof PSEUDONYM_KINDS)[number];
