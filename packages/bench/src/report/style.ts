/** The style sheet of the page. It refers to no other file. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6675; --paper: #ffffff; --rule: #e3e7ed;
  --c0: #c8372d; --c1: #2f6db5; --c2: #7a8594; --c3: #2e8b57; --c4: #b07d12; --c5: #7d4fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #9aa5b4; --paper: #14181e; --rule: #2b323c;
  --c0: #ff6f61; --c1: #6ea8ee; --c2: #9aa5b4; --c3: #5cc489; --c4: #e0b040; --c5: #b58be0; } }
body { margin: 0 auto; max-width: 780px; padding: 32px 20px 80px; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 28px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 48px 0 4px; border-top: 1px solid var(--rule); padding-top: 24px; }
p { margin: 8px 0; } .soft { color: var(--soft); } code { font-size: 0.92em; }
figure { margin: 16px 0; } svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; }
figcaption { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; color: var(--soft); margin-bottom: 8px; }
figcaption i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; background: currentColor; }
.grid { stroke: var(--rule); } .tick, .axis { fill: var(--soft); } .name, .value { fill: var(--ink); }
.line polyline { fill: none; stroke: currentColor; stroke-width: 2; } .line circle { fill: currentColor; } rect { fill: currentColor; }
${[0, 1, 2, 3, 4, 5].map((n) => `.c${n} { color: var(--c${n}); }`).join(' ')}
figcaption span { color: var(--soft); } ${[0, 1, 2, 3, 4, 5].map((n) => `figcaption .c${n} i { color: var(--c${n}); }`).join(' ')}
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; padding: 5px 8px 5px 0; border-bottom: 1px solid var(--rule); }
td.number { white-space: nowrap; }
th { color: var(--soft); font-weight: 500; vertical-align: bottom; } .number { text-align: right; }
`;
