/** A language that the product speaks. */
export type Language = 'en' | 'sv' | 'nl';
