/** The sizes at which pages are tested; each is a project of Playwright. */
export const sizes = {
  phone: { width: 380, height: 800 },
  tablet: { width: 1024, height: 800 },
  desktop: { width: 1600, height: 1000 },
};
