/** As many plans as one address can name. */
export const MOST_EXPORTED = 200;
