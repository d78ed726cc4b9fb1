/**
 * The documents of Kennisnet's ARP service (developers wiki, "KNF:ARP service"). Attributes that the page does not name
 * are kept: a flow gets the document as the service sent it.
 */
import { z } from 'zod';

/** One of `school-list`. */
export const School = z.looseObject({ brin: z.string(), friendlyName: z.string().nullish() });
export type School = z.infer<typeof School>;

/** One of `sp-list`. */
export const ServiceProvider = z.looseObject({ organisationCode: z.string(), friendlyName: z.string().nullish() });
export type ServiceProvider = z.infer<typeof ServiceProvider>;

/**
 * A school, a service provider or an identity provider inside a policy. The page does not say whether it is a plain name
 * or a record, so both are taken.
 */
export const Party = z.union([z.string(), z.looseObject({})]);
export type Party = z.infer<typeof Party>;

/** What a school decided on one attribute. */
export const Attribute = z.looseObject({
  name: z.string(),
  friendlyName: z.string().nullish(),
  /** Whether the attribute is passed on to the service provider. */
  transfer: z.boolean(),
});
export type Attribute = z.infer<typeof Attribute>;

/** What one identity provider of a school passes on to a service provider. */
export const Policy = z.looseObject({
  serviceProvider: Party.nullish(),
  school: Party,
  identityProvider: Party,
  attributes: z.array(Attribute),
});
export type Policy = z.infer<typeof Policy>;

/** `sp-config`: the policies of all schools for the service provider that the key belongs to. Version 1 only. */
export const Configuration = z.looseObject({
  serviceProvider: Party,
  attributeReleasePolicy: z.array(Policy),
});
export type Configuration = z.infer<typeof Configuration>;

/** How the service says no. */
export const ArpErrorBody = z.looseObject({ message: z.string() });
