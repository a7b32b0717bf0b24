/** Looks of the page, for light and dark. Text has a contrast of 4.5 or more on everything that it stands on. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f7f7f5; --panel: #fff; --ink: #1b212c; --soft: #59616f; --line: #dddfe4;
  --accent: #0a5bb8; --good: #14682f; --bad: #b0231b; --warn: #855000; --chain: #c0440a;
  --lane: #eff1f4; --box: #fff; --edge: #7d8796;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101319; --panel: #181c24; --ink: #e6e9ef; --soft: #a4adbb; --line: #2c333f;
    --accent: #84b8ff; --good: #74d391; --bad: #ff9087; --warn: #f0b45f; --chain: #ff9a57;
    --lane: #12161c; --box: #222935; --edge: #7c889c;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; max-width: 82rem; padding: 1.5rem clamp(0.9rem, 3vw, 2.5rem) 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: clamp(1.6rem, 4vw, 2.2rem); line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 0.3rem; }
h2 { font-size: 1.35rem; letter-spacing: -0.01em; margin: 0 0 0.8rem; }
h3 { font-size: 1rem; margin: 1.8rem 0 0.4rem; }
p { margin: 0.3rem 0; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.soft, figcaption { color: var(--soft); font-size: 0.9rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1rem 0 0; }
nav a { padding: 0.25rem 0.8rem; border: 1px solid var(--line); border-radius: 99px; background: var(--panel); text-decoration: none; }
nav a:hover { border-color: var(--accent); }
section { margin-top: 1.5rem; padding: clamp(1rem, 2.5vw, 1.6rem); background: var(--panel); border: 1px solid var(--line); border-radius: 12px; }
:target { scroll-margin-top: 1rem; }
li:target > :is(b, .type, details > summary) { background: color-mix(in srgb, var(--accent) 14%, transparent); border-radius: 3px; }
.pair { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr)); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: min(100%, 26rem); }
th, td { text-align: left; padding: 0.4rem 1.4rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
thead th { color: var(--soft); font-weight: 500; font-size: 0.85rem; }
tbody th { font-weight: 500; } tfoot :is(th, td) { font-weight: 650; border-bottom: 0; }
.number { text-align: right; white-space: nowrap; } thead .number { white-space: normal; }
@media (max-width: 34rem) {
  .stacks, .stacks :is(tbody, tfoot, tr, th, td) { display: block; } .stacks thead { display: none; }
  .stacks tr { padding: 0.5rem 0; border-bottom: 1px solid var(--line); } .stacks :is(th, td) { padding: 0.1rem 0; border: 0; }
  .stacks td { display: flex; justify-content: space-between; gap: 1rem; } .stacks .empty { display: none; }
  .stacks td::before { content: attr(data-label); color: var(--soft); font-size: 0.9rem; white-space: normal; text-align: left; font-weight: 400; }
}
.badge { display: inline-block; margin-left: 0.45rem; padding: 0 0.5em; border: 1px solid currentcolor; border-radius: 99px; font-size: 0.75rem; line-height: 1.5; white-space: nowrap; }
p > .badge:first-child { margin-left: 0; }
.finding { margin: 0.6rem 0; padding: 0.5rem 1rem; border-left: 4px solid var(--line); background: var(--paper); border-radius: 0 8px 8px 0; }
.bad-edge { border-left-color: var(--bad); } .warn-edge { border-left-color: var(--warn); }
.text { white-space: pre-line; }
.chain { display: flex; flex-wrap: wrap; gap: 0.35rem 0; margin: 0.5rem 0; padding: 0; list-style: none; }
.chain li:not(:last-child)::after { content: "→"; margin: 0 0.55rem; color: var(--chain); }
.type { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.84em; color: var(--soft); }
figure { margin: 1.8rem 0 0; container-type: inline-size; } .wider { display: none; } figcaption { margin-bottom: 0.6rem; max-width: 46rem; }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
figure > .scroll { border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
svg { display: block; font-family: inherit; }
.lane { fill: var(--lane); } svg .title { fill: var(--soft); font-size: 12px; font-weight: 600; }
.box rect { fill: var(--box); stroke: var(--line); } .box:hover rect { stroke: var(--accent); }
.box:focus { outline: 0; } .box:focus-visible rect { stroke: var(--accent); stroke-width: 3; }
.box.chained rect { stroke: var(--chain); stroke-width: 2; }
.kind { fill: var(--ink); font-size: 11px; font-weight: 600; } .name { fill: var(--soft); font-size: 10px; }
.edge { fill: none; stroke: var(--edge); stroke-width: 1; pointer-events: none; }
.edge.chained { stroke: var(--chain); stroke-width: 2.5; }
.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
.tree ul { margin-left: 0.45rem; padding-left: 1rem; border-left: 1px solid var(--line); }
.tree li { padding: 0.12rem 0; } .tree b { font-weight: 600; }
summary { cursor: pointer; } .waits { color: var(--soft); font-size: 0.84em; } .waits a { color: inherit; }
@media print { body { background: none; } section { break-inside: avoid-page; border: 0; padding: 0; } }
`;

/** A style sheet of the page. It must be a text of ours, with nothing in it that a program has named. */
export function Style({ css }: { css: string }) {
  // Escaped, a style sheet would say something else.
  return <style dangerouslySetInnerHTML={{ __html: css }} />;
}
