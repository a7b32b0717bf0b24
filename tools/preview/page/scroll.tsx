import type { ComponentChildren } from "preact";

/** Something that may be wider than the page: it scrolls by itself, also by keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section is a part of the text, which this is not
    <div class="scroll" tabindex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function Table({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <Scroll label={label}>
      <table>{children}</table>
    </Scroll>
  );
}
