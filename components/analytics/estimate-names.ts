/** The bins of actual time over estimate, as the database numbers them. */
export const estimateNames = ['< ¼', '¼–½', '½–0.8', '0.8–1.25', '1.25–2', '2–4', '> 4'];
