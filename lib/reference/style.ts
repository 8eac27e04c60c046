/** Gives the reference the look of the app. Repeats the colours of app/globals.css, which is built only for the app's own pages. */
export const referenceStyle = `
@font-face { font-family: Geist; src: url(/docs/geist.woff2) format('woff2'); font-weight: 100 900; font-display: swap; }
@font-face { font-family: 'Geist Mono'; src: url(/docs/geist-mono.woff2) format('woff2'); font-weight: 100 900; font-display: swap; }
:root {
  color-scheme: light dark;
  --canvas: light-dark(#fafafa, #0d0d0e); --surface: light-dark(#ffffff, #131315); --sunken: light-dark(#f5f5f6, #0a0a0b);
  --hover: light-dark(#f2f2f3, #1b1b1e); --line: light-dark(#e6e6e8, #26262a); --ink: light-dark(#18181b, #ededef);
  --muted: light-dark(#57575e, #a5a5ad); --faint: light-dark(#68686f, #8e8e97);
  --blue: light-dark(#1260cc, #6cb2ff); --green: light-dark(#18713a, #5fca80); --amber: light-dark(#8f5200, #eeb04a);
  --violet: light-dark(#6f3fd0, #b8a0ff); --red: light-dark(#c0262d, #ff8077);
  --frame-height: 3rem;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
html, body { background: var(--canvas); color: var(--ink); }
body { margin: 0; }
.frame {
  position: sticky; top: 0; z-index: 10; display: flex; justify-content: space-between; align-items: center;
  box-sizing: border-box; height: var(--frame-height); padding: 0 1rem; background: var(--canvas);
  border-bottom: 1px solid var(--line); font: 0.8125rem/1.25rem Geist, ui-sans-serif, system-ui, sans-serif;
}
.frame a { color: var(--muted); text-decoration: none; border-radius: 4px; padding: 0.625rem 0.25rem; }
.frame a:hover { color: var(--ink); }
.frame .home { color: var(--ink); font-weight: 600; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }

.light-mode, .dark-mode, :root {
  --scalar-font: Geist, ui-sans-serif, system-ui, sans-serif;
  --scalar-font-code: 'Geist Mono', ui-monospace, monospace;
  --scalar-custom-header-height: var(--frame-height);
  --scalar-radius: 6px; --scalar-radius-lg: 6px; --scalar-radius-xl: 6px;
  --scalar-color-1: var(--ink); --scalar-color-2: var(--muted); --scalar-color-3: var(--faint); --scalar-color-ghost: var(--faint);
  --scalar-color-disabled: var(--faint); --scalar-color-accent: var(--ink);
  --scalar-background-1: var(--canvas); --scalar-background-2: var(--sunken); --scalar-background-3: var(--hover);
  --scalar-background-4: var(--hover); --scalar-background-accent: var(--hover); --scalar-background-card: var(--surface);
  --scalar-border-color: var(--line);
  --scalar-color-green: var(--green); --scalar-color-red: var(--red); --scalar-color-yellow: var(--amber);
  --scalar-color-blue: var(--blue); --scalar-color-orange: var(--amber); --scalar-color-purple: var(--violet);
  --scalar-link-color: var(--ink); --scalar-link-color-hover: var(--ink); --scalar-text-decoration: underline;
  --scalar-button-1: var(--ink); --scalar-button-1-color: var(--canvas); --scalar-button-1-hover: var(--muted);
  --scalar-heading-1: 1.25rem; --scalar-heading-2: 1.25rem; --scalar-heading-3: 0.9375rem;
  --scalar-page-description: 0.8125rem; --scalar-paragraph: 0.8125rem; --scalar-small: 0.8125rem; --scalar-mini: 0.75rem;
  --scalar-micro: 0.75rem; --scalar-bold: 600; --scalar-semibold: 600; --scalar-regular: 400;
  --scalar-sidebar-background-1: var(--canvas); --scalar-sidebar-color-1: var(--ink); --scalar-sidebar-color-2: var(--muted);
  --scalar-sidebar-color-active: var(--ink); --scalar-sidebar-border-color: var(--line);
  --scalar-sidebar-item-hover-background: var(--hover); --scalar-sidebar-item-hover-color: var(--ink);
  --scalar-sidebar-item-active-background: var(--hover); --scalar-sidebar-search-background: var(--surface);
  --scalar-sidebar-search-color: var(--muted); --scalar-sidebar-search-border-color: var(--line);
}
/* Scalar leaves 90 px above and below each section, which suits a marketing page. */
#reference .section-container { padding: 0 2rem; }
#reference .section-container .section { max-width: 84rem; margin-inline: auto; padding: 2.5rem 0; }
#reference .markdown { font-size: 0.875rem; line-height: 1.5; }
#reference .introduction-description .markdown :is(h2, h3) { margin: 1.5rem 0 0.25rem; font-size: 0.9375rem; line-height: 1.25rem; }
@media (max-width: 1000px) {
  #reference .section-container { padding: 0 1.5rem; }
  #reference .section-container .section { padding: 1.75rem 0; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
`;
