/** Styles Swagger UI like the app. Repeats the colours of app/globals.css, which is built only for the app's own pages. */
export const referenceStyle = `
:root {
  color-scheme: light;
  --canvas: #fafafa; --surface: #ffffff; --sunken: #f5f5f6; --line: #e6e6e8; --ink: #18181b; --muted: #57575e;
  --get: #1260cc; --post: #18713a; --put: #8f5200; --patch: #6f3fd0; --delete: #c0262d; --on-method: #ffffff;
}
html.dark-mode {
  color-scheme: dark;
  --canvas: #0d0d0e; --surface: #131315; --sunken: #0a0a0b; --line: #26262a; --ink: #ededef; --muted: #a5a5ad;
  --get: #6cb2ff; --post: #5fca80; --put: #eeb04a; --patch: #b8a0ff; --delete: #ff8077; --on-method: #131315;
}
html, html body, html.dark-mode body { background: var(--canvas); color: var(--ink); }
body { margin: 0; font: 0.8125rem/1.25rem ui-sans-serif, system-ui, sans-serif; }
.frame {
  position: sticky; top: 0; z-index: 10; display: flex; justify-content: space-between; align-items: center;
  height: 3rem; padding: 0 1rem; background: var(--canvas); border-bottom: 1px solid var(--line);
}
.frame a { color: var(--muted); text-decoration: none; border-radius: 4px; padding: 0.25rem; }
.frame a:hover { color: var(--ink); }
.frame .home { color: var(--ink); font-weight: 600; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--get); outline-offset: 2px; }

html .swagger-ui, html.dark-mode .swagger-ui { background: var(--canvas); font-family: inherit; color: var(--ink); }
html .swagger-ui .wrapper { max-width: 72rem; padding: 0 1rem; }
html .swagger-ui .info { margin: 1.5rem 0 1rem; }
html .swagger-ui .info .title { font-family: inherit; font-size: 1.25rem; }
html .swagger-ui .info p, html .swagger-ui .info .base-url { font-size: 0.8125rem; }
html .swagger-ui .scheme-container { background: none; box-shadow: none; padding: 0 0 1rem; margin: 0; border-bottom: 1px solid var(--line); }
html .swagger-ui .filter.wrapper { box-sizing: border-box; width: 100%; margin: 0.75rem auto 0; padding: 0 1rem; }
html .swagger-ui .filter .operation-filter-input {
  box-sizing: border-box; margin: 0; width: 100%; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: var(--ink);
}
html .swagger-ui .opblock-tag { font-family: inherit; font-size: 0.9375rem; color: var(--ink); border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
html .swagger-ui .opblock.opblock.opblock,
html.dark-mode .swagger-ui .opblock.opblock.opblock { box-shadow: none; border-radius: 6px; margin: 0 0 0.5rem; background: var(--surface); border-color: var(--line); }
html .swagger-ui .opblock.opblock.opblock .opblock-summary { border-color: var(--line); padding: 0.25rem; }
html .swagger-ui .opblock.opblock.opblock .opblock-section-header { background: var(--sunken); box-shadow: none; min-height: 2.25rem; padding: 0.25rem 1rem; }
html .swagger-ui .opblock .opblock-summary-method {
  font-family: inherit; font-size: 0.75rem; min-width: 4.5rem; padding: 0.375rem 0; border-radius: 4px; color: var(--on-method); text-shadow: none;
}
html .swagger-ui .opblock .opblock-summary-path { font-size: 0.8125rem; color: var(--ink); }
html .swagger-ui .opblock .opblock-summary-description { font-size: 0.8125rem; color: var(--muted); }
html .swagger-ui .opblock.opblock.opblock-get .opblock-summary-method { background: var(--get); }
html .swagger-ui .opblock.opblock.opblock-post .opblock-summary-method { background: var(--post); }
html .swagger-ui .opblock.opblock.opblock-put .opblock-summary-method { background: var(--put); }
html .swagger-ui .opblock.opblock.opblock-patch .opblock-summary-method { background: var(--patch); }
html .swagger-ui .opblock.opblock.opblock-delete .opblock-summary-method { background: var(--delete); }
html .swagger-ui .opblock.opblock.opblock .tab-header .tab-item.active h4 span::after { background: var(--ink); }
html .swagger-ui .btn { box-shadow: none; border-radius: 6px; border: 1px solid var(--line); font-family: inherit; color: var(--ink); background: var(--surface); }
html .swagger-ui .btn.execute { background: var(--ink); border-color: var(--ink); color: var(--canvas); }
html .swagger-ui .btn.authorize { color: var(--ink); }
html .swagger-ui .btn.authorize svg { fill: currentColor; }
html .swagger-ui section.models { border: 1px solid var(--line); border-radius: 6px; }
html .swagger-ui section.models .model-container { background: var(--surface); margin: 0 0.75rem 0.5rem; }
html .swagger-ui :is(.opblock-description-wrapper, .opblock-external-docs-wrapper, .opblock-title_normal) p { font-size: 0.8125rem; color: var(--ink); }
html .swagger-ui :is(.parameter__name, .parameter__type, .response-col_status, .renderedMarkdown p, .model-title, .model, .tab li, table thead tr th, label, h4, h5) { color: var(--ink); }
html .swagger-ui :is(.parameter__type, .parameter__in, .prop-format, .response-col_links) { color: var(--muted); }
@media (max-width: 40rem) {
  html .swagger-ui .wrapper { box-sizing: border-box; max-width: 100vw; }
  html .swagger-ui .opblock .opblock-summary-description { display: none; }
  html .swagger-ui table { display: block; overflow-x: auto; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
`;
