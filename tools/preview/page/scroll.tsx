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

interface TableProps {
  readonly label: string;
  /** On a phone each row becomes a list of its cells, each after its `data-label`. @default false */
  readonly stacks?: boolean;
  readonly children: ComponentChildren;
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function Table({ label, stacks = false, children }: TableProps) {
  return (
    <Scroll label={label}>
      <table class={stacks ? "stacks" : undefined}>{children}</table>
    </Scroll>
  );
}
